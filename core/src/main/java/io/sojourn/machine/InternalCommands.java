package io.sojourn.machine;

import io.sojourn.session.Limits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands that no session sends: executed once per id, as long as the id is among the last
 * ones.
 */
final class InternalCommands {

  private record Id(long high, long low) {
    static Id of(byte[] bytes) {
      ByteBuffer halves = ByteBuffer.wrap(bytes);
      return new Id(halves.getLong(), halves.getLong());
    }

    byte[] bytes() {
      return ByteBuffer.allocate(Command.Internal.ID_BYTES).putLong(high).putLong(low).array();
    }
  }

  private final UserCode user;
  private final Exchanges exchanges;
  private final Limits limits;
  private final LinkedHashMap<Id, byte[]> replies = new LinkedHashMap<>();

  InternalCommands(UserCode user, Exchanges exchanges, Limits limits) {
    this.user = user;
    this.exchanges = exchanges;
    this.limits = limits;
  }

  Reply execute(Command.Internal asked, Turn turn) {
    Id id = Id.of(asked.id());
    byte[] before = replies.get(id);
    if (before != null) {
      return Cached.executed(before);
    }
    Reply refused = refuse(asked);
    if (refused != null) {
      return refused;
    }
    StateMachine.InternalContext context = new StateMachine.InternalContext(turn.index, turn.now);
    UserCode.Run run =
        user.execute(
            machine -> machine.applyInternal(user.state(), asked.body(), context),
            limits.internalReplyBytes(),
            turn);
    if (run.cached() != null) {
      if (replies.size() >= limits.internalCommands()) {
        replies.pollFirstEntry();
      }
      replies.put(id, run.cached());
    }
    return run.reply();
  }

  private @Nullable Reply refuse(Command.Internal asked) {
    Reply nobody = user.refuse();
    return nobody == null ? exchanges.refuseBody(asked.body()) : nobody;
  }

  /** The commands that are remembered, the oldest first. */
  List<SnapshotRecord.InternalRow> rows() {
    List<SnapshotRecord.InternalRow> rows = new ArrayList<>(replies.size());
    replies.forEach((id, reply) -> rows.add(new SnapshotRecord.InternalRow(id.bytes(), reply)));
    return rows;
  }

  /** Adds a command that a snapshot held, as the newest. */
  void restore(SnapshotRecord.InternalRow row) {
    if (row.reply().length < Cached.OVERHEAD
        || row.id().length != Command.Internal.ID_BYTES
        || replies.putIfAbsent(Id.of(row.id()), row.reply()) != null) {
      throw new IllegalArgumentException("no such internal command was executed");
    }
  }
}
