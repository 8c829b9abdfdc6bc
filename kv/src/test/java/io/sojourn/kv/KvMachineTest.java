package io.sojourn.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.kv.KvCommand.CompareAndSet;
import io.sojourn.kv.KvCommand.Delete;
import io.sojourn.kv.KvCommand.Expected;
import io.sojourn.kv.KvCommand.Get;
import io.sojourn.kv.KvCommand.Holder;
import io.sojourn.kv.KvCommand.Increment;
import io.sojourn.kv.KvCommand.Lock;
import io.sojourn.kv.KvCommand.Put;
import io.sojourn.kv.KvCommand.Unlock;
import io.sojourn.kv.KvCommand.Unwatch;
import io.sojourn.kv.KvCommand.Watch;
import io.sojourn.kv.KvEvent.EntryChanged;
import io.sojourn.kv.KvEvent.EntryRemoved;
import io.sojourn.kv.KvEvent.LockGranted;
import io.sojourn.kv.KvEvent.WatchLost;
import io.sojourn.kv.KvReply.Reason;
import io.sojourn.machine.Reply;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal.Code;
import io.sojourn.testing.LimitsWith;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KvMachineTest {

  private static final int ANN = 1;
  private static final int BOB = 2;
  private static final int EVE = 3;

  private final Machine machine = of(new Machine());

  private static Machine of(Machine machine) {
    for (int session : List.of(ANN, BOB, EVE)) {
      machine.create(session);
    }
    return machine;
  }

  private static Put put(String key, String value) {
    return new Put(key, Value.of(value), false);
  }

  private static Put ephemeral(String key, String value) {
    return new Put(key, Value.of(value), true);
  }

  private static KvEntry entry(String key, String value, long version) {
    return new KvEntry(key, Value.of(value), version, null);
  }

  private static Map.Entry<Integer, KvEvent> told(int session, KvEvent event) {
    return Map.entry(session, event);
  }

  private Reason reason(int session, KvCommand command) {
    return reason(machine, session, command);
  }

  private static Reason reason(Machine machine, int session, KvCommand command) {
    if (machine.ask(session, command) instanceof KvReply.Refused refused) {
      return refused.reason();
    }
    throw new AssertionError("not refused: " + command);
  }

  @Test
  void aKeyHoldsWhatWasPutUntilItIsRemoved() {
    assertThat(machine.ask(ANN, new Get("k"))).isEqualTo(new KvReply.NotFound());
    assertThat(machine.ask(ANN, put("k", "one"))).isEqualTo(new KvReply.Written(1, 0));
    assertThat(machine.ask(BOB, put("k", "two"))).isEqualTo(new KvReply.Written(2, 1));
    assertThat(machine.ask(EVE, new Get("k"))).isEqualTo(new KvReply.Found(entry("k", "two", 2)));
    assertThat(machine.ask(ANN, new Delete("k", 0))).isEqualTo(new KvReply.Removed(3));
    assertThat(machine.ask(ANN, new Delete("k", 0))).isEqualTo(new KvReply.NotFound());
  }

  @Test
  void aVersionNeverComesBackAlsoOverARemoval() {
    machine.ask(ANN, put("k", "same"));
    machine.ask(BOB, new Delete("k", 0));
    machine.ask(BOB, put("k", "same"));
    assertThat(machine.ask(ANN, atVersion("k", 1, "new")))
        .isEqualTo(new KvReply.Mismatch(entry("k", "same", 3)));
    assertThat(machine.ask(ANN, atVersion("k", 3, "new"))).isEqualTo(new KvReply.Written(4, 3));
    assertThat(machine.ask(ANN, new Delete("k", 3)))
        .isEqualTo(new KvReply.Mismatch(entry("k", "new", 4)));
  }

  private static CompareAndSet atVersion(String key, long version, String value) {
    return new CompareAndSet(key, new Expected.AtVersion(version), Value.of(value), false);
  }

  @Test
  void aValueIsSetIfTheOneBeforeIsAsExpected() {
    CompareAndSet ifAbsent = new CompareAndSet("k", new Expected.Absent(), Value.of("a"), false);
    assertThat(machine.ask(ANN, ifAbsent)).isEqualTo(new KvReply.Written(1, 0));
    assertThat(machine.ask(BOB, ifAbsent)).isEqualTo(new KvReply.Mismatch(entry("k", "a", 1)));
    Expected isA = new Expected.Equal(Value.of("a"));
    CompareAndSet ifA = new CompareAndSet("k", isA, Value.of("b"), false);
    assertThat(machine.ask(BOB, ifA)).isEqualTo(new KvReply.Written(2, 1));
    assertThat(machine.ask(ANN, ifA)).isEqualTo(new KvReply.Mismatch(entry("k", "b", 2)));
    assertThat(machine.ask(ANN, new CompareAndSet("x", isA, Value.EMPTY, false)))
        .isEqualTo(new KvReply.Mismatch(null));
  }

  @Test
  void aNumberIsCountedUpAndDownWithin64Bits() {
    assertThat(machine.ask(ANN, new Increment("n", 5))).isEqualTo(new KvReply.Counted(5, 1));
    assertThat(machine.ask(BOB, new Increment("n", -7))).isEqualTo(new KvReply.Counted(-2, 2));
    assertThat(machine.ask(ANN, new Get("n"))).isEqualTo(new KvReply.Found(entry("n", "-2", 2)));
    machine.ask(ANN, put("n", "9223372036854775807"));
    assertThat(reason(ANN, new Increment("n", 1))).isEqualTo(Reason.OVERFLOW);
    assertThat(machine.ask(ANN, new Increment("n", 0)))
        .isEqualTo(new KvReply.Counted(Long.MAX_VALUE, 4));
    String[] others = {"", "x", "1 ", "+1", "-0", "01", "٣", "9223372036854775808", "1".repeat(99)};
    for (String other : others) {
      machine.ask(ANN, put("n", other));
      assertThat(reason(ANN, new Increment("n", 1))).as(other).isEqualTo(Reason.NOT_A_NUMBER);
    }
    machine.ask(ANN, new Put("n", Value.of(new byte[] {(byte) 0xff}), false));
    assertThat(reason(ANN, new Increment("n", 1))).isEqualTo(Reason.NOT_A_NUMBER);
  }

  @Test
  void pagesShowEveryKeyOfAPrefixOnce() {
    List<String> keys = new ArrayList<>();
    for (int i = 100; i < 125; i++) {
      keys.add("user/" + i);
      machine.ask(ANN, put("user/" + i, "v"));
    }
    machine.ask(ANN, put("usual", "v"));
    machine.ask(ANN, put("user", "v"));
    List<String> shown = new ArrayList<>();
    String after = "";
    for (boolean more = true; more; ) {
      KvReply reply = machine.ask(BOB, new KvCommand.List("user/", after, 10, true));
      KvReply.Listing page = (KvReply.Listing) reply;
      assertThat(page.entries().size()).isLessThanOrEqualTo(10);
      assertThat(page.entries()).allMatch(entry -> entry.value().length() == 0);
      page.entries().forEach(entry -> shown.add(entry.key()));
      after = page.entries().get(page.entries().size() - 1).key();
      more = page.more();
    }
    assertThat(shown).isEqualTo(keys);
    assertThat(reason(ANN, new KvCommand.List("a", "b", 10, false))).isEqualTo(Reason.INVALID_PAGE);
    assertThat(reason(ANN, new KvCommand.List("a", "", 1001, false)))
        .isEqualTo(Reason.INVALID_PAGE);
  }

  @Test
  void aPageOfLargeValuesIsShorterAndFitsIntoAReply() {
    Value large = Value.of(new byte[KvLimits.DEFAULT.valueBytes()]);
    for (int i = 0; i < 5; i++) {
      machine.ask(ANN, new Put("k" + i, large, false));
    }
    KvReply.Listing page =
        (KvReply.Listing) machine.ask(ANN, new KvCommand.List("", "", 1000, false));
    assertThat(page.entries()).hasSize(1);
    assertThat(page.more()).isTrue();
    assertThat(machine.ask(ANN, new Watch(Target.prefix(""))))
        .isEqualTo(new KvReply.Watching(5, page.entries(), true));
  }

  @Test
  void whatIsTooLongOrNotTextIsRefusedAndChangesNothing() {
    String longest = "é".repeat(256);
    assertThat(machine.ask(ANN, put(longest, "v"))).isEqualTo(new KvReply.Written(1, 0));
    for (String key : List.of("", longest + "x", "k".repeat(600))) {
      assertThat(reason(ANN, put(key, "v"))).isEqualTo(Reason.INVALID_KEY);
      assertThat(reason(ANN, new Lock(key, true))).isEqualTo(Reason.INVALID_KEY);
      assertThat(reason(ANN, new Increment(key, 1))).isEqualTo(Reason.INVALID_KEY);
      assertThat(reason(ANN, new Watch(Target.key(key)))).isEqualTo(Reason.INVALID_KEY);
    }
    assertThat(reason(ANN, new Watch(Target.prefix("k".repeat(513)))))
        .isEqualTo(Reason.INVALID_KEY);
    Value tooLarge = Value.of(new byte[KvLimits.DEFAULT.valueBytes() + 1]);
    assertThat(reason(ANN, new Put("k", tooLarge, true))).isEqualTo(Reason.VALUE_TOO_LARGE);
    assertThat(machine.rows()).containsExactlyInAnyOrder(Names.VERSION, Names.item(longest));
  }

  @Test
  void whatNobodyCanReadFailsAndChangesNothing() {
    for (byte[] body : List.of(new byte[0], new byte[] {1}, new byte[] {(byte) 0xfa, 7, 0})) {
      assertThat(machine.request(ANN, body)).isInstanceOf(Reply.Failed.class);
    }
    assertThat(machine.rows()).isEmpty();
  }

  @Test
  void whatOnlyReadsIsAQueryTooAndNothingElse() {
    machine.ask(ANN, put("k", "v"));
    machine.ask(ANN, new Lock("l", false));
    List<KvCommand> reads =
        List.of(new Get("k"), new Get(""), new KvCommand.List("", "", 10, true), new Holder("l"));
    for (KvCommand read : reads) {
      Reply answer = machine.query(BOB, read);
      assertThat(answer).as("%s", read).isInstanceOf(Reply.Executed.class);
      assertThat(KvCodecs.REPLY.decode(((Reply.Executed) answer).reply()))
          .isEqualTo(machine.ask(BOB, read));
    }
    Target k = Target.key("k");
    List<KvCommand> others =
        List.of(
            put("k", "w"),
            new Delete("k", 0),
            atVersion("k", 1, "w"),
            new Increment("n", 1),
            new Watch(k),
            new Unwatch(k),
            new Lock("l", true),
            new Unlock("l", 0));
    for (KvCommand other : others) {
      assertThat(machine.query(BOB, other))
          .isInstanceOfSatisfying(
              Reply.Refused.class,
              refused -> assertThat(refused.why().code()).isEqualTo(Code.QUERY_REFUSED));
    }
    assertThat(machine.ask(ANN, new Get("k"))).isEqualTo(new KvReply.Found(entry("k", "v", 1)));
  }

  @Test
  void aWatcherGetsTheValueAtOnceAndThenEveryChangeInOrder() {
    machine.ask(ANN, put("k", "before"));
    assertThat(machine.ask(BOB, new Watch(Target.key("k"))))
        .isEqualTo(new KvReply.Watching(1, List.of(entry("k", "before", 1)), false));
    assertThat(machine.told).isEmpty();
    machine.ask(ANN, put("k", "new"));
    assertThat(machine.told).containsExactly(told(BOB, new EntryChanged(entry("k", "new", 2))));
    machine.ask(BOB, new Delete("k", 0));
    assertThat(machine.told).containsExactly(told(BOB, new EntryRemoved("k", 3)));
    machine.ask(ANN, put("kk", "other"));
    assertThat(machine.told).isEmpty();
    machine.ask(BOB, new Unwatch(Target.key("k")));
    machine.ask(ANN, put("k", "unseen"));
    assertThat(machine.told).isEmpty();
  }

  @Test
  void whoWatchesTwiceOverIsToldOnce() {
    machine.ask(ANN, new Watch(Target.key("a/b")));
    machine.ask(ANN, new Watch(Target.key("a/b")));
    machine.ask(ANN, new Watch(Target.prefix("a/")));
    machine.ask(BOB, new Watch(Target.prefix("")));
    machine.ask(ANN, put("a/b", "v"));
    EntryChanged change = new EntryChanged(entry("a/b", "v", 1));
    assertThat(machine.told).containsExactly(told(ANN, change), told(BOB, change));
  }

  @Test
  void whoDoesNotAcknowledgeLosesItsWatchesAndBlocksNobody() {
    Limits fivePushes = LimitsWith.bound("pushes", 5);
    Machine slow = of(new Machine(fivePushes, KvLimits.DEFAULT));
    slow.ask(BOB, new Watch(Target.key("k")));
    slow.ask(BOB, new Watch(Target.prefix("k")));
    slow.ask(EVE, new Lock("l", true));
    slow.ask(BOB, new Lock("l", true));
    for (int version = 3; version <= 4; version++) {
      slow.ask(ANN, put("k", "v"));
      assertThat(slow.told).containsExactly(told(BOB, new EntryChanged(entry("k", "v", version))));
    }
    slow.ask(ANN, put("k", "v"));
    assertThat(slow.told)
        .containsExactly(
            told(BOB, new WatchLost(Target.key("k"), 5)),
            told(BOB, new WatchLost(Target.prefix("k"), 5)));
    assertThat(reason(slow, BOB, new Watch(Target.key("x")))).isEqualTo(Reason.PUSHES_WAITING);
    slow.ask(EVE, new Lock("m", true));
    assertThat(reason(slow, BOB, new Lock("m", true))).isEqualTo(Reason.PUSHES_WAITING);
    assertThat(slow.ask(EVE, new Unlock("l", 0))).isEqualTo(new KvReply.Unlocked(true));
    assertThat(slow.told).containsExactly(told(BOB, new LockGranted("l", 7)));
    slow.acknowledge(BOB, 5);
    assertThat(slow.ask(BOB, new Watch(Target.key("k"))))
        .isEqualTo(new KvReply.Watching(7, List.of(entry("k", "v", 5)), false));
    assertThat(slow.droppedPushes()).isZero();
  }

  @Test
  void aQueueThatIsFullOfBytesLosesTheWatchToo() {
    Machine slow = of(new Machine(LimitsWith.bound("pushBytes", 10_000), KvLimits.DEFAULT));
    slow.ask(BOB, new Watch(Target.key("k")));
    Put large = new Put("k", Value.of(new byte[6_000]), false);
    slow.ask(ANN, large);
    slow.ask(ANN, large);
    assertThat(slow.told).containsExactly(told(BOB, new WatchLost(Target.key("k"), 2)));
  }

  @Test
  void whatIsEphemeralGoesWithItsSession() {
    machine.ask(ANN, ephemeral("node/ann", "here"));
    machine.ask(ANN, put("stays", "v"));
    machine.ask(BOB, ephemeral("node/bob", "here"));
    machine.ask(EVE, new Watch(Target.prefix("node/")));
    machine.end(ANN);
    assertThat(machine.told).containsExactly(told(EVE, new EntryRemoved("node/ann", 4)));
    assertThat(machine.ask(EVE, new Get("node/ann"))).isEqualTo(new KvReply.NotFound());
    assertThat(machine.ask(EVE, new Get("node/bob")))
        .isEqualTo(
            new KvReply.Found(new KvEntry("node/bob", Value.of("here"), 3, Machine.id(BOB))));
    assertThat(machine.ask(EVE, new Get("stays"))).isInstanceOf(KvReply.Found.class);
  }

  @Test
  void aKeyBelongsToWhoWroteItLast() {
    machine.ask(ANN, ephemeral("a", "v"));
    machine.ask(BOB, put("a", "now it stays"));
    machine.ask(ANN, ephemeral("b", "v"));
    machine.ask(BOB, ephemeral("b", "mine"));
    machine.ask(ANN, ephemeral("n", "1"));
    machine.ask(BOB, new Increment("n", 1));
    machine.end(ANN);
    assertThat(machine.ask(EVE, new Get("a"))).isInstanceOf(KvReply.Found.class);
    assertThat(machine.ask(EVE, new Get("b"))).isInstanceOf(KvReply.Found.class);
    assertThat(machine.ask(EVE, new Get("n"))).isInstanceOf(KvReply.NotFound.class);
    machine.end(BOB);
    assertThat(machine.ask(EVE, new Get("b"))).isInstanceOf(KvReply.NotFound.class);
  }

  @Test
  void aLockIsHandedOnInTheOrderOfAsking() {
    assertThat(machine.ask(ANN, new Lock("l", false))).isEqualTo(new KvReply.Locked(1));
    assertThat(machine.ask(ANN, new Lock("l", true))).isEqualTo(new KvReply.Locked(1));
    assertThat(machine.ask(BOB, new Lock("l", false)))
        .isEqualTo(new KvReply.Held(Machine.id(ANN), 1, 0));
    assertThat(machine.ask(EVE, new Lock("l", true))).isEqualTo(new KvReply.Queued(0));
    assertThat(machine.ask(BOB, new Lock("l", true))).isEqualTo(new KvReply.Queued(1));
    assertThat(machine.ask(BOB, new Lock("l", true))).isEqualTo(new KvReply.Queued(1));
    assertThat(reason(BOB, new Unlock("l", 1))).isEqualTo(Reason.NOT_HELD);
    assertThat(machine.ask(BOB, new Holder("l")))
        .isEqualTo(new KvReply.Held(Machine.id(ANN), 1, 2));
    assertThat(machine.ask(ANN, new Unlock("l", 1))).isEqualTo(new KvReply.Unlocked(true));
    assertThat(machine.told).containsExactly(told(EVE, new LockGranted("l", 4)));
    assertThat(reason(ANN, new Unlock("l", 0))).isEqualTo(Reason.NOT_HELD);
    assertThat(machine.ask(BOB, new Unlock("l", 0))).isEqualTo(new KvReply.Unlocked(false));
    assertThat(machine.ask(EVE, new Unlock("l", 0))).isEqualTo(new KvReply.Unlocked(true));
    assertThat(machine.ask(ANN, new Holder("l"))).isEqualTo(new KvReply.Free());
    assertThat(machine.rows()).containsExactly(Names.VERSION);
  }

  @Test
  void theEndOfItsHolderHandsALockOnWithAHigherToken() {
    machine.ask(ANN, new Lock("l", false));
    machine.ask(BOB, new Lock("l", true));
    machine.ask(EVE, new Lock("l", true));
    machine.end(BOB);
    assertThat(machine.told).isEmpty();
    machine.end(ANN);
    assertThat(machine.told).containsExactly(told(EVE, new LockGranted("l", 4)));
    assertThat(machine.ask(EVE, new Lock("l", false))).isEqualTo(new KvReply.Locked(4));
  }

  @Test
  void sessionsThatExpireAtTheSameTimeLeaveNothing() {
    machine.ask(ANN, new Lock("l", false));
    machine.ask(BOB, new Lock("l", true));
    machine.ask(ANN, ephemeral("e", "v"));
    machine.ask(BOB, new Watch(Target.key("e")));
    machine.ask(BOB, new Watch(Target.prefix("")));
    machine.pass(Machine.IDLE_MILLIS);
    assertThat(machine.rows()).containsExactly(Names.VERSION);
    machine.create(4);
    assertThat(machine.ask(4, new Lock("l", false))).isInstanceOf(KvReply.Locked.class);
  }
}
