package io.sojourn.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sojourn's relay protocol: register, code, auth; each message is one binary frame. */
final class CodeDialect implements Dialect {

  private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]+)\"");

  @Override
  public String path() {
    return "/ws";
  }

  @Override
  public String joinAsHost(WebSocket socket) throws IOException {
    socket.sendText("{\"type\":\"register\",\"client_id\":\"bench\"}");
    String answer = await(socket, text -> text.contains("\"registered\""));
    Matcher code = CODE.matcher(answer);
    if (!code.find()) {
      throw new IOException("no code in " + answer);
    }
    socket.sendText("{\"type\":\"session_connected\",\"session_id\":\"t\",\"name\":\"terminal\"}");
    return code.group(1);
  }

  @Override
  public void joinAsViewer(WebSocket socket, String code) throws IOException {
    socket.sendText("{\"type\":\"auth\",\"protocol\":1,\"session_code\":\"" + code + "\"}");
    String answer = await(socket, text -> text.contains("\"auth_"));
    if (!answer.contains("\"auth_success\"")) {
      throw new IOException("could not join: " + answer);
    }
  }

  private static String await(WebSocket socket, Predicate<String> wanted) throws IOException {
    String[] found = new String[1];
    FrameSink sink =
        new FrameSink() {
          @Override
          public void binary(ByteBuffer in, int from, int length) {}

          @Override
          public void text(String message) {
            if (wanted.test(message)) {
              found[0] = message;
            }
          }
        };
    while (found[0] == null) {
      socket.receive();
      socket.handOn(sink);
    }
    return found[0];
  }

  @Override
  public Burst burst(int messages) {
    return Burst.framePerMessage(messages);
  }

  @Override
  public FrameSink reader(Tally tally) {
    return new Reader(tally);
  }

  /** Finds messages, and the last one of a replay: it stands for all that was left out before. */
  private static final class Reader implements FrameSink {

    private static final int HEAD = Burst.NUMBER_AT;

    private final Tally tally;
    private final byte[] last = new byte[Burst.PAYLOAD - HEAD];
    private boolean replay;
    private boolean replayed;

    Reader(Tally tally) {
      this.tally = tally;
    }

    @Override
    public void binary(ByteBuffer in, int from, int length) {
      if (replay) {
        int kept = Math.min(length - HEAD, last.length);
        System.arraycopy(last, kept, last, 0, last.length - kept);
        in.get(from + length - kept, last, last.length - kept, kept);
        replayed = true;
      } else if (length == Burst.PAYLOAD) {
        tally.message(in.getLong(from + Burst.NUMBER_AT), in.getLong(from + Burst.TIME_AT));
      } else {
        throw new IllegalStateException("a message of " + length + " bytes");
      }
    }

    @Override
    public void text(String message) {
      if (message.contains("\"replay_begin\"")) {
        replay = true;
        replayed = false;
      } else if (message.contains("\"replay_end\"")) {
        replay = false;
        if (replayed) {
          tally.skippedTo(ByteBuffer.wrap(last).getLong());
        }
      }
    }
  }
}
