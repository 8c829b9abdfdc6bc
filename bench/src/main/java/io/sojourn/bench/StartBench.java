package io.sojourn.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** From {@code ./sojourn serve} to the first answered request, and memory when nothing happens. */
final class StartBench implements Benchmark {

  private static final String CACHED = "with start-up cache";
  private static final String UNCACHED = "without";
  private static final Map<String, String> NO_CACHE =
      Map.of("SOJOURN_JAVA_OPTS", "-XX:AOTMode=off");
  private static final long IDLE_SECONDS = 10;
  private static final long GIVE_UP_SECONDS = 60;
  private static final long POLL_MILLIS = 1;

  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    Board board = new Board(List.of(CACHED, UNCACHED));
    start(setting, Map.of(), false); // the files are in the page cache from here on
    for (int round = 0; round < 7; round++) {
      boolean rest = round == 0;
      Started cached = start(setting, Map.of(), rest);
      board.add("first answer after ms", CACHED, cached.millis);
      Started uncached = start(setting, NO_CACHE, rest);
      board.add("first answer after ms", UNCACHED, uncached.millis);
      if (rest) {
        String memory = "RSS MiB after " + IDLE_SECONDS + " s";
        board.add(memory, CACHED, cached.residentMib);
        board.add(memory, UNCACHED, uncached.residentMib);
      }
    }
    board.print(out);
  }

  private record Started(double millis, double residentMib) {}

  private static Started start(Setting setting, Map<String, String> environment, boolean rest)
      throws IOException, InterruptedException {
    Path folder = setting.scratch().fresh("start");
    int port = ServerProcess.freePort();
    long began = System.nanoTime();
    try (ServerProcess server = SojournServer.launch(setting.root(), folder, port, environment)) {
      while (!answers(port)) {
        if (!server.isAlive()
            || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(GIVE_UP_SECONDS)) {
          throw new IOException("the server did not start:\n" + server.output());
        }
        Thread.sleep(POLL_MILLIS);
      }
      double millis = (System.nanoTime() - began) / 1e6;
      if (rest) {
        Thread.sleep(TimeUnit.SECONDS.toMillis(IDLE_SECONDS));
      }
      return new Started(millis, server.residentMib());
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String status = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      return status.equals("HTTP/1.1 200");
    } catch (IOException e) {
      return false;
    }
  }
}
