package io.sojourn.engine;

import io.sojourn.machine.Effect;
import io.sojourn.machine.Reply;
import io.sojourn.session.Refusal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts what becomes of commands and pushes; any thread may count. */
final class Tally {

  private final LongAdder executed = new LongAdder();
  private final LongAdder replayed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder done = new LongAdder();
  private final LongAdder uncertain = new LongAdder();
  private final LongAdder queries = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder resent = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder dead = new LongAdder();
  private final Map<Refusal.Code, LongAdder> refused = new EnumMap<>(Refusal.Code.class);

  Tally() {
    for (Refusal.Code code : Refusal.Code.values()) {
      refused.put(code, new LongAdder());
    }
  }

  /** The replies to the commands of one entry that was proposed here. */
  void replied(List<Reply> replies) {
    long fresh = 0; // by far the most: counted together
    for (Reply reply : replies) {
      if (reply instanceof Reply.Executed it && !it.replayed()) {
        fresh++;
      } else {
        replied(reply);
      }
    }
    if (fresh > 0) {
      executed.add(fresh);
    }
  }

  private void replied(Reply reply) {
    switch (reply) {
      case Reply.Executed it -> (it.replayed() ? replayed : executed).increment();
      case Reply.Failed it -> {
        (it.replayed() ? replayed : executed).increment();
        if (!it.replayed()) {
          failed.increment();
        }
      }
      case Reply.Refused it -> refused(it.why());
      case Reply.Acknowledged it -> {
        done.increment();
        acknowledged.add(it.count());
      }
      case Reply.Attached it -> {
        done.increment();
        resent.add(it.outstanding().stream().filter(Effect.Pushed::again).count());
        sent.add(it.outstanding().stream().filter(push -> !push.again()).count());
      }
      case Reply.SessionIs it -> done.increment();
      case Reply.CodeOpened it -> done.increment();
      case Reply.Redeemed it -> done.increment();
      case Reply.Rejected it -> done.increment();
      case Reply.DeadLettersCleared it -> done.increment();
      case Reply.SettingIs it -> done.increment();
      // Nobody asks for these but the node itself.
      case Reply.Upgraded it -> {}
      case Reply.Resent it -> {}
      case Reply.LeasesGranted it -> {}
    }
  }

  void refused(Refusal why) {
    Objects.requireNonNull(refused.get(why.code())).increment();
  }

  void uncertain() {
    uncertain.increment();
  }

  void queried(Reply reply) {
    if (reply instanceof Reply.Refused it) {
      refused(it.why());
    } else {
      queries.increment();
    }
  }

  /** A push that this node hands to its doors. */
  void pushed(Effect.Pushed push) {
    (push.again() ? resent : sent).increment();
  }

  void died() {
    dead.increment();
  }

  ExchangeCounts counts(long dropped) {
    Map<Refusal.Code, Long> byCode = new EnumMap<>(Refusal.Code.class);
    refused.forEach((code, count) -> byCode.put(code, count.sum()));
    return new ExchangeCounts(
        executed.sum(),
        replayed.sum(),
        failed.sum(),
        done.sum(),
        uncertain.sum(),
        byCode,
        queries.sum(),
        sent.sum(),
        resent.sum(),
        acknowledged.sum(),
        dead.sum(),
        dropped);
  }
}
