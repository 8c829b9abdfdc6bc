package io.sojourn.bench;

import io.sojourn.engine.FileLogOptions;
import io.sojourn.engine.SessionEngine;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Limits;
import io.sojourn.session.Outcome;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;

/** Session records, each change durable: in process and over HTTP, beside what was asked for. */
final class SessionsBench implements Benchmark {

  private static final String TARGET = "target";
  private static final Map<String, Double> TARGETS =
      Map.of("create", 1_000.0, "read", 10_000.0, "update", 2_000.0, "delete", 5_000.0);
  private static final int IN_PROCESS = 256;
  private static final int CONNECTIONS = 64;

  @Override
  public void run(Setting setting, PrintStream out) throws IOException, InterruptedException {
    Board inProcess = new Board(List.of("in process", TARGET));
    Board overHttp = new Board(List.of("over HTTP", TARGET));
    int local = setting.quick() ? 10_000 : 50_000;
    int remote = setting.quick() ? 3_000 : 10_000;
    Path folder = setting.scratch().fresh("http");
    int port = ServerProcess.freePort();
    try (SessionEngine engine =
            SojournTarget.open(
                setting.scratch().fresh("engine"), Limits.DEFAULT, FileLogOptions.defaults());
        ServerProcess server =
            SojournServer.launch(setting.root(), folder, port, Map.of()).awaitPort()) {
      String key = Files.readString(SojournServer.keyFile(folder)).strip();
      try (HttpLoad load = new HttpLoad(server.port(), key, CONNECTIONS)) {
        Board warmUp = new Board(List.of(TARGET));
        direct(engine, 0, local, warmUp);
        http(load, server, remote, warmUp);
        for (int round = 1; round <= setting.rounds(); round++) {
          direct(engine, (long) round * local, local, inProcess);
          http(load, server, remote, overHttp);
        }
      }
    }
    for (Map.Entry<String, Double> target : TARGETS.entrySet()) {
      inProcess.add(target.getKey() + "/s", TARGET, target.getValue());
      overHttp.add(target.getKey() + "/s", TARGET, target.getValue());
    }
    out.println("Through the port Sessions, " + IN_PROCESS + " outstanding:");
    inProcess.print(out);
    out.println("Over HTTP, " + CONNECTIONS + " connections kept alive, one request each:");
    overHttp.print(out);
  }

  private static void direct(SessionEngine engine, long first, int count, Board board)
      throws IOException {
    String system = "in process";
    board.add(
        "create/s",
        system,
        changes(
            count,
            i -> engine.create(SojournTarget.id(first + i), SojournTarget.session("bench"))));
    board.add("read/s", system, reads(engine, first, count));
    board.add(
        "update/s",
        system,
        changes(
            count,
            i ->
                engine.editAttributes(
                    SojournTarget.id(first + i),
                    Sessions.ANY_VERSION,
                    List.of(AttributeEdit.set("theme", "\"dark\"")),
                    false)));
    board.add(
        "delete/s",
        system,
        changes(
            count,
            i ->
                engine.change(
                    SojournTarget.id(first + i), StateChange.INVALIDATE, Sessions.ANY_VERSION)));
  }

  private static double changes(int count, LongFunction<CompletionStage<Outcome<Session>>> change)
      throws IOException {
    ClosedLoop loop = new ClosedLoop(IN_PROCESS);
    long[] next = new long[1];
    return loop.run(
            count,
            slot ->
                change
                    .apply(next[0]++)
                    .thenAccept(
                        outcome -> {
                          if (outcome instanceof Outcome.Done<Session>) {
                            loop.answered(slot);
                          } else {
                            loop.failed(slot, outcome.toString());
                          }
                        }))
        .perSecond();
  }

  private static double reads(SessionEngine engine, long first, int count) throws IOException {
    SplittableRandom random = new SplittableRandom(count);
    long reads = 10L * count;
    long began = System.nanoTime();
    for (long i = 0; i < reads; i++) {
      SessionId id = SojournTarget.id(first + random.nextInt(count));
      if (engine.find(id).isEmpty()) {
        throw new IOException("a session is not there");
      }
    }
    return reads * 1e9 / (System.nanoTime() - began);
  }

  private static void http(HttpLoad load, ServerProcess server, int count, Board board)
      throws IOException {
    String system = "over HTTP";
    double cpuBefore = server.cpuSeconds();
    List<String> ids = load.create(count, board, system);
    board.add("read/s", system, load.rate(ids, "GET", "", "", 200));
    board.add(
        "update/s", system, load.rate(ids, "PATCH", "/attributes", "{\"theme\":\"dark\"}", 200));
    board.add("delete/s", system, load.rate(ids, "DELETE", "", "", 204));
    double cpu = server.cpuSeconds() - cpuBefore;
    board.note("server CPU us per request", system, cpu * 1e6 / (4.0 * count));
  }
}
