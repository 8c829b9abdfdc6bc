package io.sojourn.machine;

import io.sojourn.session.LiveCode;
import io.sojourn.session.PairingCode;
import io.sojourn.session.SessionId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The live codes, found by code and by host; a host has at most one. */
final class CodeTable {

  /** A code in the table, as it stands now. */
  private static final class Row {
    private LiveCode live;
    private final Deadlines.Mark<Row> mark = new Deadlines.Mark<>(this);

    private Row(LiveCode live) {
      this.live = live;
    }
  }

  private static final Comparator<LiveCode> BY_TEXT =
      Comparator.comparing(live -> live.code().text());

  private final Map<PairingCode, Row> byCode = new HashMap<>();
  private final Map<SessionId, Row> byHost = new HashMap<>();
  private final Deadlines<Row> deadlines = new Deadlines<>(row -> row.live.expiresAt());

  @Nullable LiveCode find(PairingCode code) {
    return live(byCode.get(code));
  }

  @Nullable LiveCode ofHost(SessionId host) {
    return live(byHost.get(host));
  }

  private static @Nullable LiveCode live(@Nullable Row row) {
    return row == null ? null : row.live;
  }

  int size() {
    return byCode.size();
  }

  /** Adds a code whose text and host are not in the table yet. */
  void add(LiveCode code) {
    Row row = new Row(code);
    if (byCode.putIfAbsent(code.code(), row) != null
        || byHost.putIfAbsent(code.host(), row) != null) {
      throw new IllegalArgumentException("two codes of one text or of one host");
    }
    deadlines.set(row.mark);
  }

  /** Puts another state of a code that is in the table. */
  void replace(LiveCode code) {
    Row row = byCode.get(code.code());
    if (row == null) {
      throw new IllegalArgumentException("no such code");
    }
    row.live = code;
    deadlines.set(row.mark);
  }

  void remove(LiveCode code) {
    Row row = byCode.remove(code.code());
    byHost.remove(code.host());
    if (row != null) {
      deadlines.forget(row.mark);
    }
  }

  /** Takes out the codes whose life is over, in the order of their text. */
  List<LiveCode> takeExpired(long now) {
    List<LiveCode> expired =
        deadlines.takeDue(now).stream().map(row -> row.live).sorted(BY_TEXT).toList();
    expired.forEach(this::remove);
    return expired;
  }

  long nextDeadline() {
    return deadlines.next();
  }

  List<LiveCode> inOrder() {
    return byCode.values().stream().map(row -> row.live).sorted(BY_TEXT).toList();
  }
}
