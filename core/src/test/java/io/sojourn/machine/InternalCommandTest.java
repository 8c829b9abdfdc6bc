package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.bytes;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sojourn.session.Limits;
import io.sojourn.session.Refusal.Code;
import io.sojourn.testing.LimitsWith;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that no session sends. */
class InternalCommandTest {

  private final Kernel kernel = new Kernel();

  @Test
  void itIsExecutedOncePerIdHoweverOftenItIsAsked() {
    assertThat(text(kernel.internal(1, "add a"))).isEqualTo("1");
    assertThat(kernel.internal(1, "add a"))
        .usingRecursiveComparison()
        .isEqualTo(new Reply.Executed(bytes("1"), true));
    assertThat(text(kernel.internal(2, "add a"))).isEqualTo("2");
  }

  @Test
  void itNeedsNoSessionAndPushesToAny() {
    kernel.create(BOB);
    kernel.internal(1, "push b tick");
    assertThat(PushTest.pushed(kernel)).containsExactly("b 1 tick");
    kernel.internal(1, "push b tick");
    assertThat(kernel.effects).isEmpty();
  }

  @Test
  void theMachineIsToldIndexAndTime() {
    List<StateMachine.InternalContext> seen = new ArrayList<>();
    Kernel other =
        new Kernel(
            new SessionMachine(
                Limits.DEFAULT,
                new UserStateMachine() {
                  @Override
                  public Execution<byte[], byte[]> apply(
                      State<byte[]> state, byte[] command, Context context) {
                    throw new AssertionError("no session asks");
                  }

                  @Override
                  public Execution<byte[], byte[]> applyInternal(
                      State<byte[]> state, byte[] command, InternalContext context) {
                    seen.add(context);
                    return Execution.of(command);
                  }
                }));
    other.pass(5);
    other.internal(1, "x");
    assertThat(seen).containsExactly(new StateMachine.InternalContext(2, other.now));
  }

  @Test
  void aFailureIsUndoneAndRemembered() {
    String failing = "add a;throw";
    Reply.Failed failed = (Reply.Failed) kernel.internal(1, failing);
    assertThat(failed.replayed()).isFalse();
    assertThat(kernel.internal(1, failing)).isEqualTo(new Reply.Failed(failed.failure(), true));
    assertThat(text(kernel.internal(2, "list "))).isEmpty();
  }

  @Test
  void aMachineWithoutInternalCommandsFailsThem() {
    UserStateMachine plain =
        (state, command, context) -> StateMachine.Execution.<byte[], byte[]>of(command);
    Kernel other = new Kernel(new SessionMachine(Limits.DEFAULT, plain));
    assertThat(other.internal(1, "x"))
        .isEqualTo(new Reply.Failed("java.lang.UnsupportedOperationException", false));
  }

  @Test
  void whatDoesNotFitAQueueIsRefusedAndMayBeAskedAgain() {
    Kernel small = new Kernel(LimitsWith.bound("pushes", 1));
    small.create(ANN);
    small.internal(1, "push a one");
    assertThat(refusal(small.internal(2, "add a;push a two"))).isEqualTo(Code.PUSH_QUEUE_FULL);
    small.acknowledge(ANN, 1);
    assertThat(text(small.internal(2, "add a;push a two"))).isEqualTo("1");
  }

  @Test
  void theLastOnesAreRememberedAndNoMore() {
    Kernel small = new Kernel(LimitsWith.bound("internalCommands", 2));
    small.internal(1, "add a");
    small.internal(2, "add a");
    small.internal(1, "add a");
    small.internal(3, "add a");
    assertThat(text(small.internal(2, "add a"))).isEqualTo("2");
    assertThat(text(small.internal(3, "add a"))).isEqualTo("3");
    assertThat(text(small.internal(1, "add a"))).isEqualTo("4");
  }

  @Test
  void bodiesAndRepliesAreBounded() {
    Limits limits = LimitsWith.bound(LimitsWith.bound("requestBytes", 9), "internalReplyBytes", 64);
    Kernel small = new Kernel(limits);
    assertThat(refusal(small.internal(1, "add abcdef"))).isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(text(small.internal(2, "reply 63"))).hasSize(63);
    assertThat(small.internal(3, "reply 64")).isInstanceOf(Reply.Failed.class);
  }

  @Test
  void withoutAStateMachineThereAreNone() {
    Kernel bare = new Kernel(new SessionMachine(Limits.DEFAULT, null));
    assertThat(refusal(bare.internal(1, "add a"))).isEqualTo(Code.NO_STATE_MACHINE);
  }

  @Test
  void anIdHasSixteenBytes() {
    for (int wrong : new int[] {0, 15, 17}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Command.Internal(new byte[wrong], new byte[0]));
    }
  }

  @Test
  void aSnapshotKeepsThemInTheirOrder() {
    Limits limits = LimitsWith.bound("internalCommands", 3);
    Kernel small = new Kernel(limits);
    for (int id : new int[] {900, 3, 70}) {
      small.internal(id, "add a");
    }
    SessionMachine machine = new SessionMachine(limits, new Ledger());
    small.snapshot().forEach(machine::restore);
    Kernel restored = new Kernel(machine);
    restored.internal(4, "add a");
    assertThat(text(restored.internal(3, "add a"))).isEqualTo("2");
    assertThat(text(restored.internal(900, "add a"))).isEqualTo("5");
  }
}
