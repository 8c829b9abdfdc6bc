package io.sojourn.bench;

import io.sojourn.engine.FileLog;
import io.sojourn.engine.FileLogOptions;
import io.sojourn.engine.SessionEngine;
import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.machine.State;
import io.sojourn.machine.StateMachine;
import io.sojourn.session.Limits;
import io.sojourn.session.NewSession;
import io.sojourn.session.Outcome;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Requests through the session machine on a file log; the user's machine counts them. */
final class SojournTarget implements CommandTarget {

  private static final long DAY_MILLIS = 86_400_000;

  private final SessionEngine engine;
  private final long[] sent = new long[SESSIONS];
  private final long[] answered = new long[SESSIONS];

  private SojournTarget(SessionEngine engine) {
    this.engine = engine;
  }

  static SojournTarget in(Path folder) throws IOException {
    SessionEngine engine = open(folder, Limits.DEFAULT, FileLogOptions.defaults());
    for (int i = 0; i < SESSIONS; i++) {
      engine.create(id(i), session("bench")).toCompletableFuture().join();
    }
    return new SojournTarget(engine);
  }

  /** Requests through an engine that has the sessions already. */
  static SojournTarget on(SessionEngine engine) {
    return new SojournTarget(engine);
  }

  /** An engine whose user machine counts. */
  static SessionEngine open(Path folder, Limits limits, FileLogOptions options) throws IOException {
    return SessionEngine.on(new FileLog(folder, options))
        .limits(limits)
        .machine(SojournTarget::count)
        .open();
  }

  private static StateMachine.Execution<byte[], byte[]> count(
      State<byte[]> state, byte[] command, StateMachine.Context context) {
    byte[] before = state.get("count");
    long count = before == null ? 1 : ByteBuffer.wrap(before).getLong() + 1;
    byte[] after = ByteBuffer.allocate(Long.BYTES).putLong(count).array();
    state.put("count", after);
    return StateMachine.Execution.of(after);
  }

  static SessionId id(long number) {
    // Spread as drawn ones are; the odd factor keeps them distinct.
    return new SessionId(number * 0x9e3779b97f4a7c15L, number);
  }

  static NewSession session(String user) {
    return new NewSession(
        user,
        new TokenHash(new byte[TokenHash.LENGTH]),
        DAY_MILLIS,
        DAY_MILLIS,
        true,
        new TreeMap<>(),
        new TreeMap<>());
  }

  @Override
  public LoadResult run(int outstanding, double seconds) throws IOException {
    ClosedLoop loop = new ClosedLoop(outstanding);
    for (int i = 0; i < SESSIONS; i++) {
      answered[i] = sent[i];
    }
    boolean[] begun = new boolean[outstanding];
    return loop.run(
        seconds,
        slot -> {
          int session = slot % SESSIONS;
          if (begun[slot]) {
            answered[session]++;
          }
          begun[slot] = true;
          request(session, slot, loop);
        });
  }

  private void request(int session, int slot, ClosedLoop loop) {
    byte[] body = new byte[PAYLOAD_BYTES];
    CRC32C fingerprint = new CRC32C();
    fingerprint.update(body);
    engine.request(
        new Command.Request(
            id(session), 0, ++sent[session], answered[session] + 1, fingerprint.getValue(), body),
        outcome -> {
          if (outcome instanceof Outcome.Done<Reply>(Reply.Executed executed)) {
            loop.answered(slot);
          } else {
            loop.failed(slot, outcome.toString());
          }
        });
  }

  @Override
  public double writerCpuSeconds() {
    return ThreadCpu.seconds("sojourn-writer");
  }

  @Override
  public void close() {
    engine.close();
  }
}
