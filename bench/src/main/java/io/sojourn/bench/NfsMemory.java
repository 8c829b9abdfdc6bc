package io.sojourn.bench;

import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Status;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a session weighs in the server's heap, and a reply that it keeps: in memory alone, or in
 * every snapshot too. Measured as live heap of the server as users run it, beside the sum of what
 * the objects have to weigh.
 */
final class NfsMemory {

  private static final String MEASURED = "measured";
  private static final String COMPUTED = "computed";
  private static final int SESSIONS_PER_CONNECTION = 50; // a connection is bound to 64
  private static final int SLOTS = 64;
  private static final int BACK_SLOTS = 4; // as SessionOptions asks

  private final Setting setting;
  private final int sessionCount;

  NfsMemory(Setting setting) {
    this.setting = setting;
    this.sessionCount = setting.quick() ? 1_000 : 5_000;
  }

  void run(PrintStream out) throws IOException, InterruptedException {
    Board board = new Board(List.of(MEASURED, COMPUTED));
    try (NfsTarget target = NfsTarget.start(NfsPeer.SOJOURN, setting)) {
      // What is loaded and made once is not counted.
      List<Made> first = sessions(target, "first", SESSIONS_PER_CONNECTION);
      fill(first, new Compound(), false);
      fill(first, new Compound().putRootFileHandle(), true);
      double before = target.server().liveHeapBytes();
      List<Made> sessions = sessions(target, "many", sessionCount);
      double idle = target.server().liveHeapBytes();
      String session = "bytes per idle session of " + SLOTS + " slots, and its client";
      board.note(session, MEASURED, (idle - before) / sessionCount);
      int ownerBytes = ("many-" + sessionCount).length();
      board.note(session, COMPUTED, NfsFootprint.session(SLOTS, BACK_SLOTS, ownerBytes));
      int replies = sessionCount * SLOTS;
      int length = fill(sessions, new Compound(), false);
      double inMemory = target.server().liveHeapBytes();
      String volatileReply = "bytes per reply kept in memory, of " + length + " bytes";
      board.note(volatileReply, MEASURED, (inMemory - idle) / replies);
      board.note(volatileReply, COMPUTED, NfsFootprint.keptInMemory(length));
      int lasting = fill(sessions, new Compound().putRootFileHandle(), true);
      double onDisk = target.server().liveHeapBytes();
      String durableReply = "bytes per reply kept on disk too, of " + lasting + " bytes";
      board.note(durableReply, MEASURED, (onDisk - idle) / replies);
      board.note(durableReply, COMPUTED, NfsFootprint.keptOnDisk(lasting));
    }
    out.println(
        Figures.text((double) sessionCount) + " sessions, each of a client of its own, live heap:");
    board.print(out);
  }

  /** A session and the connection that it was made over. */
  private record Made(ClientSession session, NfsConnection connection) {}

  private static List<Made> sessions(NfsTarget target, String owner, int count)
      throws IOException, InterruptedException {
    List<Made> sessions = new ArrayList<>();
    NfsConnection connection = target.connect();
    for (int i = 0; i < count; i++) {
      if (i % SESSIONS_PER_CONNECTION == 0) {
        connection = target.connect();
      }
      SessionOptions options = SessionOptions.of(owner + "-" + i).withSlots(SLOTS);
      sessions.add(new Made(target.session(connection, options), connection));
    }
    return sessions;
  }

  /** Sends the compound on every slot of every session; says how long the reply was. */
  private static int fill(List<Made> sessions, Compound compound, boolean keep) {
    int length = 0;
    for (Made made : sessions) {
      length = fill(made, compound, keep).join();
    }
    return length;
  }

  /** On the event loop no reply is seen before all are sent, so that each has a slot of its own. */
  private static CompletableFuture<Integer> fill(Made made, Compound compound, boolean keep) {
    CompletableFuture<Integer> length = new CompletableFuture<>();
    made.connection()
        .rpc()
        .execute(
            () -> {
              List<CompletableFuture<CompoundReply>> replies = new ArrayList<>();
              for (int slot = 0; slot < SLOTS; slot++) {
                replies.add(made.session().send(compound, keep).toCompletableFuture());
              }
              var unused =
                  CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
                      .whenComplete((done, failure) -> answered(replies, failure, length));
            });
    return length;
  }

  private static void answered(
      List<CompletableFuture<CompoundReply>> replies,
      @Nullable Throwable failure,
      CompletableFuture<Integer> length) {
    if (failure != null) {
      length.completeExceptionally(failure);
      return;
    }
    for (CompletableFuture<CompoundReply> each : replies) {
      CompoundReply reply = each.join();
      if (reply.status() != Status.OK) {
        length.completeExceptionally(new IOException("NFS: " + reply));
      }
    }
    length.complete(replies.getFirst().join().encoded().length);
  }
}
