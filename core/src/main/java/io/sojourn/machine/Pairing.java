package io.sojourn.machine;

import io.sojourn.session.Bounds;
import io.sojourn.session.Limits;
import io.sojourn.session.LiveCode;
import io.sojourn.session.NewSession;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * The commands on pairing codes. A code is checked, counted and used in one step, so that no two
 * hosts share one and no two viewers take its last use.
 */
final class Pairing {

  private final SessionTable table;
  private final CodeTable codes;
  private final Records records;
  private final Limits limits;

  Pairing(SessionTable table, CodeTable codes, Records records, Limits limits) {
    this.table = table;
    this.codes = codes;
    this.records = records;
    this.limits = limits;
  }

  Reply open(Command.OpenCode asked, Turn turn) {
    SessionEntry host = table.find(asked.host());
    if (host == null) {
      return Refusals.unknown();
    }
    if (!host.isLive()) {
      return Refusals.dead(host.session());
    }
    Refusal over = Bounds.checkCode(asked.lifeMillis(), asked.uses(), limits);
    if (over != null) {
      return new Reply.Refused(over);
    }
    if (codes.find(asked.code()) != null) {
      return Refusals.because(Refusal.Code.CODE_TAKEN, "The code is in use.");
    }
    LiveCode before = codes.ofHost(asked.host());
    if (before == null && codes.size() >= limits.codes()) {
      return Refusals.because(
          Refusal.Code.LIMIT_EXCEEDED, "There are " + limits.codes() + " codes already.");
    }
    close(before, turn);
    LiveCode opened =
        new LiveCode(
            asked.code(), asked.host(), turn.now, turn.now + asked.lifeMillis(), asked.uses());
    codes.add(opened);
    turn.emit(new Effect.CodeChanged(opened));
    return new Reply.CodeOpened(opened);
  }

  Reply close(SessionId host, Turn turn) {
    SessionEntry entry = table.find(host);
    if (entry == null) {
      return Refusals.unknown();
    }
    close(codes.ofHost(host), turn);
    return new Reply.SessionIs(entry.session());
  }

  Reply redeem(Command.RedeemCode asked, Turn turn) {
    LiveCode code = codes.find(asked.code());
    SessionEntry host = code == null ? null : table.find(code.host());
    if (code == null
        || host == null
        || !host.isLive()
        || host.session().state() == SessionState.SUSPENDED) {
      return Refusals.code();
    }
    // Only here it is known to whom the code leads, and a capability is never changed afterwards.
    NewSession guest =
        asked.viewer().withCapability(NewSession.HOST, host.session().id().toString());
    Reply created = records.begin(asked.viewerId(), guest, turn);
    if (!(created instanceof Reply.SessionIs viewer)) {
      return created;
    }
    if (code.isLastUse()) {
      close(code, turn);
    } else {
      LiveCode used = code.usedOnce();
      codes.replace(used);
      turn.emit(new Effect.CodeChanged(used));
    }
    return new Reply.Redeemed(host.session(), viewer.session());
  }

  private void close(@Nullable LiveCode code, Turn turn) {
    if (code != null) {
      codes.remove(code);
      turn.emit(new Effect.CodeClosed(code.code(), code.host()));
    }
  }

  void passTime(Turn turn) {
    for (LiveCode expired : codes.takeExpired(turn.now)) {
      turn.emit(new Effect.CodeClosed(expired.code(), expired.host()));
    }
  }
}
