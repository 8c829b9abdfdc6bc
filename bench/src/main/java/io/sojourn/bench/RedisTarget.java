package io.sojourn.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What one does without a session server: Redis that syncs before it answers, and a script that
 * looks a request up in its session's replies, counts it if it is new, keeps the reply, and drops
 * the one that the client has by now. Connections are pipelined.
 */
final class RedisTarget implements CommandTarget {

  private static final String SCRIPT =
      """
      local known = redis.call('HGET', KEYS[1], ARGV[1])
      if known then return known end
      local count = redis.call('INCR', 'count')
      redis.call('HSET', KEYS[1], ARGV[1], count)
      redis.call('HDEL', KEYS[1], ARGV[2])
      return count
      """;

  private static final int BUFFER_BYTES = 4 << 20;
  private static final byte[] PAYLOAD = new byte[PAYLOAD_BYTES];

  private final ServerProcess server;
  private final SocketChannel channel;
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final byte[] script;
  private final long[] sent = new long[SESSIONS];

  /** Of this connection; those of another one have other names. */
  private final String sessions;

  private final boolean ownsServer;
  private final Queue<UnderWay> underWay = new ConcurrentLinkedQueue<>();

  /** A command of {@link #send}. */
  private record UnderWay(int slot, Sender.Answers answers) {}

  private RedisTarget(ServerProcess server, int connection) throws IOException {
    this.server = server;
    this.sessions = "session:" + connection + ":";
    this.ownsServer = connection == 0;
    this.channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    bulks(out, ascii("SCRIPT"), ascii("LOAD"), ascii(SCRIPT));
    flush();
    byte[] reply = new byte[1 + 2 + 2 + 40 + 2]; // $40 CRLF, 40 hexadecimal digits, CRLF
    int at = 0;
    while (at < reply.length) {
      read();
      while (in.hasRemaining() && at < reply.length) {
        reply[at++] = in.get();
      }
    }
    script =
        new String(reply, 5, 40, StandardCharsets.US_ASCII).getBytes(StandardCharsets.US_ASCII);
  }

  static Optional<String> missing() {
    return Programs.find("redis-server").isPresent()
        ? Optional.empty()
        : Optional.of("not installed (apt install redis-server)");
  }

  static RedisTarget in(Path folder) throws IOException, InterruptedException {
    int port = ServerProcess.freePort();
    ServerProcess server =
        ServerProcess.launch(
                List.of(
                    "redis-server",
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--dir",
                    folder.toString(),
                    "--appendonly",
                    "yes",
                    "--appendfsync",
                    "always",
                    "--save",
                    ""),
                Map.of(),
                port,
                folder)
            .awaitPort();
    return new RedisTarget(server, 0);
  }

  /**
   * Another connection to the same server, with sessions of its own.
   *
   * @param connection counted from 1
   */
  RedisTarget another(int connection) throws IOException {
    return new RedisTarget(server, connection);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void bulks(ByteBuffer to, byte[]... parts) {
    to.put(ascii("*" + parts.length + "\r\n"));
    for (byte[] part : parts) {
      to.put(ascii("$" + part.length + "\r\n")).put(part).put((byte) '\r').put((byte) '\n');
    }
  }

  private void flush() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    out.clear();
  }

  private void read() throws IOException {
    in.clear();
    if (channel.read(in) < 0) {
      throw new EOFException("Redis hung up:\n" + server.output());
    }
    in.flip();
  }

  private void put(int session, long acknowledged) {
    bulks(
        out,
        ascii("EVALSHA"),
        script,
        ascii("1"),
        ascii(sessions + session),
        ascii(Long.toString(++sent[session])),
        ascii(Long.toString(acknowledged)),
        PAYLOAD);
  }

  @Override
  public LoadResult run(int outstanding, double seconds) throws IOException {
    return load(outstanding, seconds).result();
  }

  /** As {@link #run}, with the sample itself. */
  Latencies load(int outstanding, double seconds) throws IOException {
    int[] sessionOf = new int[outstanding];
    long[] numberOf = new long[outstanding];
    long[] sentAt = new long[outstanding];
    Latencies latencies = new Latencies();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    for (int slot = 0; slot < outstanding; slot++) {
      sessionOf[slot] = slot % SESSIONS;
      sentAt[slot] = System.nanoTime();
      put(sessionOf[slot], 0);
      numberOf[slot] = sent[sessionOf[slot]];
    }
    flush();
    // Redis answers in order: the slots come round in a circle.
    int slot = 0;
    for (int underWay = outstanding; underWay > 0; ) {
      read();
      long now = System.nanoTime();
      while (in.hasRemaining()) {
        byte b = in.get();
        if (b == '-') {
          throw new IOException("Redis refused a command");
        }
        if (b != '\n') {
          continue;
        }
        latencies.answered(sentAt[slot], now);
        if (now < end) {
          sentAt[slot] = now;
          put(sessionOf[slot], numberOf[slot]);
          numberOf[slot] = sent[sessionOf[slot]];
        } else {
          underWay--;
        }
        slot = (slot + 1) % outstanding;
      }
      flush();
    }
    return latencies;
  }

  /**
   * Sends one command; {@link #readAnswers}, on another thread, tells of its end.
   *
   * @param acknowledged the number of an earlier command of this session, whose reply is dropped
   * @return the command's number
   */
  long send(int slot, long acknowledged, Sender.Answers answers) throws IOException {
    int session = slot % SESSIONS;
    underWay.add(new UnderWay(slot, answers));
    put(session, acknowledged);
    flush();
    return sent[session];
  }

  /** Reads so many answers to what {@link #send} sends. Redis answers in order. */
  void readAnswers(long count) throws IOException {
    for (long left = count; left > 0; ) {
      read();
      while (in.hasRemaining()) {
        byte b = in.get();
        if (b == '-') {
          throw new IOException("Redis refused a command");
        }
        if (b == '\n') {
          UnderWay oldest = underWay.remove();
          oldest.answers().answered(oldest.slot());
          left--;
        }
      }
    }
  }

  /** Tells that no more answers come. */
  void giveUp(String why) {
    underWay.forEach(command -> command.answers().failed(why));
  }

  @Override
  public double writerCpuSeconds() throws IOException {
    return server.cpuSeconds();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    if (ownsServer) {
      server.close();
    }
  }
}
