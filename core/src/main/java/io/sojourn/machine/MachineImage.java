package io.sojourn.machine;

import io.sojourn.channel.PushQueue;
import io.sojourn.channel.RequestWindow;
import io.sojourn.session.Limits;
import java.util.ArrayList;
import java.util.List;

/** The whole state of a machine as the rows of a snapshot: captured, digested, and put back. */
final class MachineImage {

  private final SessionTable table;
  private final CodeTable codes;
  private final NamedEntries state;
  private final Services services;
  private final BackChannel back;
  private final Records records;
  private final InternalCommands internals;
  private final Settings settings;
  private final Limits limits;

  MachineImage(
      SessionTable table,
      CodeTable codes,
      NamedEntries state,
      Services services,
      BackChannel back,
      Records records,
      InternalCommands internals,
      Settings settings,
      Limits limits) {
    this.table = table;
    this.codes = codes;
    this.state = state;
    this.services = services;
    this.back = back;
    this.records = records;
    this.internals = internals;
    this.settings = settings;
    this.limits = limits;
  }

  SnapshotCursor snapshot(SnapshotRecord.Header header) {
    List<SnapshotRecord> copied = new ArrayList<>();
    codes.inOrder().forEach(code -> copied.add(new SnapshotRecord.CodeRow(code)));
    copied.addAll(internals.rows());
    copied.addAll(settings.rows());
    List<CapturedEntries> states = new ArrayList<>();
    states.add(state);
    states.addAll(services.entries());
    return new SnapshotCursor(header, copied, table, states);
  }

  byte[] digest(SnapshotRecord.Header header) {
    StateDigest digest = new StateDigest();
    digest.add(header);
    table.inOrder().forEach(entry -> digest.add(entry.row()));
    codes.inOrder().forEach(code -> digest.add(new SnapshotRecord.CodeRow(code)));
    state.forEachRow(digest::add);
    internals.rows().forEach(digest::add);
    settings.rows().forEach(digest::add);
    services.entries().forEach(entries -> entries.forEachRow(digest::add));
    return digest.finish();
  }

  /**
   * Puts a row back.
   *
   * @param clusterTime as of the snapshot
   */
  void restore(SnapshotRecord.Row row, long clusterTime) {
    switch (row) {
      case SnapshotRecord.SessionRow session -> restoreSession(session, clusterTime);
      case SnapshotRecord.CodeRow code -> codes.add(code.code());
      case SnapshotRecord.UserRow user -> state.restore(user.name(), user.value());
      case SnapshotRecord.ServiceRow service -> services.restore(service);
      case SnapshotRecord.NumberedRow numbered -> services.restore(numbered);
      case SnapshotRecord.InternalRow internal -> internals.restore(internal);
      case SnapshotRecord.SettingRow setting -> settings.restore(setting);
    }
  }

  private void restoreSession(SnapshotRecord.SessionRow row, long clusterTime) {
    SessionEntry entry = new SessionEntry(row.session());
    if (row.window() != null) {
      entry.window =
          RequestWindow.restore(
              row.window(), limits.windowRequests(), limits.windowBytes(), limits.replyBytes());
    }
    if (row.pushes() != null) {
      if (row.pushes().pushes().stream().anyMatch(push -> push.lastSentAt() > clusterTime)) {
        throw new IllegalArgumentException("a push was sent after the time of the snapshot");
      }
      entry.pushes = PushQueue.restore(row.pushes(), limits.pushes(), limits.pushBytes());
    }
    entry.deadLetters = row.deadLetters();
    records.restore(entry);
    back.index(entry);
  }
}
