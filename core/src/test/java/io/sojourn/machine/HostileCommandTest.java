package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.CODE;
import static io.sojourn.machine.Kernel.asked;
import static io.sojourn.machine.Kernel.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Limits;
import io.sojourn.session.NewSession;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.Session;
import io.sojourn.session.SessionState;
import io.sojourn.session.StateChange;
import io.sojourn.testing.LimitsWith;
import io.sojourn.testing.Seeds;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A command that throws out of apply stops every node, at every replay: none may. */
class HostileCommandTest {

  private static final long[] NUMBERS = {
    Long.MIN_VALUE,
    -1L << 32,
    -1,
    0,
    1,
    2,
    1000,
    1L << 31,
    1L << 32,
    Limits.MILLIS_MAX,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE
  };

  @Test
  void noNumberWhereverItStandsMakesApplyThrow() {
    Kernel kernel = new Kernel();
    kernel.create(ANN, asked(Limits.DEFAULT.lifeMillis(), 0, true));
    kernel.create(BOB);
    for (long a : NUMBERS) {
      for (long b : NUMBERS) {
        kernel.apply(
            new Command.CreateSession(new io.sojourn.session.SessionId(a, b), asked(a, b, true)),
            new Command.ChangeState(ANN, StateChange.ACTIVATE, a),
            new Command.EditAttributes(ANN, a, List.of(new AttributeEdit("n", "v", b)), true),
            new Command.OpenCode(ANN, CODE, a, (int) b),
            new Command.RedeemCode(CODE, ANN, asked(a, b, false)),
            new Command.Request(ANN, 0, a, b, a ^ b, new byte[0]),
            new Command.Request(ANN, a, 1, b, a ^ b, Kernel.bytes("add a")),
            new Command.Acknowledge(ANN, 0, a),
            new Command.Acknowledge(ANN, b, a),
            new Command.ResendDue(a));
      }
    }
    assertThat(kernel.find(ANN).state()).isEqualTo(SessionState.ACTIVE);
  }

  @Test
  void aClockFarOffOverflowsNoDeadline() {
    Seeds.run(
        100,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          SessionMachine machine =
              new SessionMachine(Limits.DEFAULT, new Ledger(), RandomLog.services());
          Invariants invariants = new Invariants(Limits.DEFAULT);
          List<Entry> log = RandomLog.of(seed, 60);
          for (Entry entry : log) {
            long time =
                random.nextInt(30) == 0
                    ? NUMBERS[random.nextInt(NUMBERS.length)]
                    : entry.clusterTime();
            Entry odd = new Entry(entry.index(), time, entry.commands());
            invariants.check(machine, machine.apply(odd).effects());
          }
        });
  }

  @Test
  void atTheEndOfTimeSessionsStillHaveTheirFullLife() {
    Kernel kernel = new Kernel();
    kernel.now = Long.MAX_VALUE;
    Session created = kernel.create(ANN);
    assertThat(created.createdAt()).isEqualTo(Limits.MILLIS_MAX);
    assertThat(created.expiresAt() - created.createdAt()).isEqualTo(24 * Kernel.HOUR);
    assertThat(created.state().isLive()).isTrue();
    kernel.request(ANN, 1, "push a hello");
    Reply.Attached attached = (Reply.Attached) kernel.attach(ANN);
    assertThat(attached.outstanding()).hasSize(1);
  }

  @Test
  void aTimeBeforeTheBeginningCountsAsTheBeginning() {
    Kernel kernel = new Kernel();
    kernel.now = Long.MIN_VALUE;
    assertThat(kernel.create(ANN).createdAt()).isZero();
  }

  @Test
  void aSessionThatDiesAtTimeZeroIsForgottenAfterItsRetention() {
    Kernel kernel = new Kernel();
    kernel.now = 0;
    kernel.create(ANN);
    kernel.change(ANN, StateChange.INVALIDATE);
    kernel.pass(Kernel.HOUR);
    assertThat(kernel.findOrNull(ANN)).isNull();
  }

  @Test
  void requestsWhoseNumbersCollideInATableStayApart() {
    Kernel kernel = new Kernel(LimitsWith.bound("windowRequests", 1 << 16));
    kernel.create(ANN);
    for (long i = 1; i <= 500; i++) {
      assertThat(Kernel.text(kernel.unordered(ANN, i << 7, "add a"))).isEqualTo("" + i);
    }
    assertThat(Kernel.text(kernel.unordered(ANN, 7L << 7, "add a"))).isEqualTo("7");
    assertThat(Kernel.text(kernel.request(ANN, 0, Long.MAX_VALUE, Long.MAX_VALUE, "add a")))
        .isEqualTo("501");
    assertThat(refusal(kernel.request(ANN, 8L << 7, "add a"))).isEqualTo(Code.REPLY_EVICTED);
    assertThat(Kernel.text(kernel.request(ANN, Long.MAX_VALUE, "add a"))).isEqualTo("501");
  }

  @Test
  void numbersOfAnySizeAreAnsweredAndChangeNothing() {
    Kernel kernel = new Kernel();
    kernel.create(ANN);
    kernel.request(ANN, 1, "push a one");
    for (long odd : new long[] {Long.MIN_VALUE, -1, 0, 2, Long.MAX_VALUE}) {
      assertThat(kernel.reject(ANN, odd, "no")).isInstanceOf(Reply.Refused.class);
      assertThat(kernel.ask(new Command.KeepAlive(ANN, odd == 0 ? 1 : odd, 0)))
          .isInstanceOf(Reply.Refused.class);
    }
    assertThat(kernel.deadLetters(ANN)).isEmpty();
    assertThat(kernel.keepAlive(ANN, Long.MAX_VALUE)).isInstanceOf(Reply.SessionIs.class);
    assertThat(refusal(kernel.request(ANN, 1, "push a one"))).isEqualTo(Code.REPLY_EVICTED);
    assertThat(Kernel.text(kernel.request(ANN, Long.MAX_VALUE, "add a"))).isEqualTo("1");
  }

  @Test
  void textThatALogCannotHoldIsRefused() {
    Kernel kernel = new Kernel();
    kernel.create(ANN);
    assertThat(refusal(kernel.edit(ANN, AttributeEdit.set("n", "\ud800")))).isEqualTo(Code.INVALID);
    assertThat(refusal(kernel.edit(ANN, AttributeEdit.set("\udfff", "v")))).isEqualTo(Code.INVALID);
    assertThat(kernel.find(ANN).version()).isEqualTo(1);
  }

  @Test
  void aPushHasNoLifeThatNoClockMeasures() {
    for (long life : new long[] {-1, Long.MIN_VALUE, Limits.MILLIS_MAX + 1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> new Push<>(ANN, new byte[0], life))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Kernel kernel =
        new Kernel(
            new SessionMachine(
                Limits.DEFAULT,
                (state, command, context) ->
                    StateMachine.Execution.of(
                        command, new Push<>(ANN, command, Limits.MILLIS_MAX))));
    kernel.now = Limits.MILLIS_MAX - 10;
    kernel.create(ANN);
    assertThat(kernel.request(ANN, 1, "x")).isInstanceOf(Reply.Executed.class);
    assertThat(kernel.deadLetters(ANN)).isEmpty();
  }

  @Test
  void aRefusalDoesNotRepeatAnEndlessName() {
    Kernel kernel = new Kernel();
    kernel.create(ANN);
    String endless = "x".repeat(100_000);
    Reply reply = kernel.edit(ANN, AttributeEdit.remove(endless), AttributeEdit.remove(endless));
    assertThat(((Reply.Refused) reply).why().message()).hasSizeLessThan(300);
  }

  @Test
  void aCommandThatLacksSomethingCannotBeMade() {
    NewSession asked = asked();
    List<Runnable> lacking =
        List.of(
            () -> new Command.Service(nothing(), new byte[0]),
            () -> new Command.Service("shelf", nothing()),
            () -> new Command.CreateSession(nothing(), asked),
            () -> new Command.CreateSession(ANN, nothing()),
            () -> new Command.ChangeState(ANN, nothing(), 0),
            () -> new Command.Touch(nothing()),
            () -> new Command.EditAttributes(nothing(), 0, List.of(), true),
            () -> new Command.EditAttributes(ANN, 0, Collections.singletonList(nothing()), true),
            () -> new Command.OpenCode(nothing(), CODE, 1, 1),
            () -> new Command.OpenCode(ANN, nothing(), 1, 1),
            () -> new Command.CloseCode(nothing()),
            () -> new Command.RedeemCode(nothing(), ANN, asked),
            () -> new Command.RedeemCode(CODE, nothing(), asked),
            () -> new Command.RedeemCode(CODE, ANN, nothing()),
            () -> new Command.Attach(nothing(), Kernel.token(1)),
            () -> new Command.Attach(ANN, nothing()),
            () -> new Command.Request(nothing(), 0, 1, 0, 0, new byte[0]),
            () -> new Command.Request(ANN, 0, 1, 0, 0, nothing()),
            () -> new Command.Acknowledge(nothing(), 0, 1),
            () -> new Command.EndSession(nothing(), 0),
            () -> new Command.Reject(nothing(), 0, 1, ""),
            () -> new Command.Reject(ANN, 0, 1, nothing()),
            () -> new Command.ClearDeadLetters(nothing()),
            () -> new Command.KeepAlive(nothing(), 0, 1),
            () -> new Command.Internal(nothing(), new byte[0]),
            () -> new Command.Internal(new byte[16], nothing()),
            () -> new Command.PutSetting(nothing(), new byte[0], true),
            () -> new Command.PutSetting("a", nothing(), true),
            () -> new Command.GrantLeases(nothing(), ""),
            () -> new Command.GrantLeases("", nothing()),
            () -> new AttributeEdit(nothing(), "v", 0),
            () -> new Push<byte[]>(nothing(), new byte[0]),
            () -> new Push<byte[]>(ANN, nothing()),
            () ->
                new NewSession("u", Kernel.token(1), 1, 0, true, new TreeMap<>(), withNull("name")),
            () ->
                new NewSession(
                    nothing(), Kernel.token(1), 1, 0, true, new TreeMap<>(), new TreeMap<>()));
    for (Runnable make : lacking) {
      assertThatThrownBy(make::run).isInstanceOf(NullPointerException.class);
    }
  }

  private static SortedMap<String, String> withNull(String name) {
    TreeMap<String, String> map = new TreeMap<>();
    map.put(name, nothing());
    return map;
  }

  @SuppressWarnings({
    "NullAway",
    "TypeParameterUnusedInFormals"
  }) // what a decoder that ignores the annotations could hand over
  private static <T> T nothing() {
    @Nullable T nothing = null;
    return nothing;
  }
}
