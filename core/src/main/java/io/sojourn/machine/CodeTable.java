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

  private final Map<PairingCode, LiveCode> byCode = new HashMap<>();
  private final Map<SessionId, LiveCode> byHost = new HashMap<>();
  private final Deadlines<PairingCode> deadlines = new Deadlines<>(this::deadline);

  private long deadline(PairingCode code) {
    LiveCode live = byCode.get(code);
    return live == null ? Deadlines.NEVER : live.expiresAt();
  }

  @Nullable LiveCode find(PairingCode code) {
    return byCode.get(code);
  }

  @Nullable LiveCode ofHost(SessionId host) {
    return byHost.get(host);
  }

  int size() {
    return byCode.size();
  }

  void put(LiveCode code) {
    byCode.put(code.code(), code);
    byHost.put(code.host(), code);
    deadlines.mark(code.code());
  }

  void remove(LiveCode code) {
    byCode.remove(code.code());
    byHost.remove(code.host());
  }

  /** Takes out the codes whose life is over, in the order of their text. */
  List<LiveCode> takeExpired(long now) {
    List<LiveCode> expired =
        deadlines.takeDue(now).stream().distinct().map(byCode::get).sorted(BY_TEXT).toList();
    expired.forEach(this::remove);
    return expired;
  }

  long nextDeadline() {
    return deadlines.next();
  }

  List<LiveCode> inOrder() {
    return byCode.values().stream().sorted(BY_TEXT).toList();
  }

  private static final Comparator<LiveCode> BY_TEXT =
      Comparator.comparing(live -> live.code().text());
}
