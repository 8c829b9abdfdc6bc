package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.EVE;
import static io.sojourn.machine.Kernel.MINUTE;
import static io.sojourn.machine.Kernel.bytes;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Limits;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.StateChange;
import io.sojourn.testing.LimitsWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueryTest {

  private final Kernel kernel = new Kernel();

  @BeforeEach
  void aSessionThatWroteSomething() {
    kernel.create(ANN);
    kernel.request(ANN, 1, "add a;add b");
  }

  @Test
  void itIsAnsweredFromTheStateAndChangesNothing() {
    String before = Shown.digest(kernel.machine);
    assertThat(text(kernel.query(ANN, "list "))).isEqualTo("a,b,created");
    assertThat(Shown.digest(kernel.machine)).isEqualTo(before);
  }

  @Test
  void itDoesNotRenewTheLease() {
    kernel.now += MINUTE;
    kernel.query(ANN, "list ");
    assertThat(kernel.find(ANN).lastSeenAt()).isEqualTo(Kernel.START);
  }

  @Test
  void aQueryThatWritesFailsAndWritesNothing() {
    for (String writing : new String[] {"add a", "drop a"}) {
      assertThat(kernel.query(ANN, writing))
          .isEqualTo(new Reply.Failed("java.lang.IllegalStateException", false));
    }
    assertThat(text(kernel.request(ANN, 2, "add a"))).isEqualTo("2");
  }

  @Test
  void aQueryThatHidesThatItWroteFailsAllTheSame() {
    UserStateMachine sly =
        machine(
            (state, query) -> {
              try {
                state.put("a", query);
              } catch (IllegalStateException hidden) {
                return query;
              }
              return query;
            });
    assertThat(asked(sly)).isEqualTo(new Reply.Failed("java.lang.IllegalStateException", false));
  }

  @Test
  void aMachineThatAnswersNoQueriesRefusesThem() {
    UserStateMachine plain =
        (state, command, context) -> StateMachine.Execution.<byte[], byte[]>of(command);
    assertThat(refusal(asked(plain))).isEqualTo(Code.QUERY_REFUSED);
  }

  @Test
  void aMachineMayRefuseAQueryAndSayWhy() {
    UserStateMachine machine =
        machine(
            (state, query) -> {
              throw new QueryRefusedException("ask for a key");
            });
    assertThat(asked(machine))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused -> assertThat(refused.why().message()).isEqualTo("ask for a key"));
  }

  @Test
  void onlyTheNewestConnectionOfAnActiveSessionAsks() {
    assertThat(refusal(kernel.query(EVE, "list "))).isEqualTo(Code.SESSION_UNKNOWN);
    assertThat(refusal(kernel.machine.query(ANN, 1, bytes("list ")))).isEqualTo(Code.FENCED);
    kernel.change(ANN, StateChange.SUSPEND);
    assertThat(refusal(kernel.query(ANN, "list "))).isEqualTo(Code.SESSION_NOT_ACTIVE);
    kernel.change(ANN, StateChange.INVALIDATE);
    assertThat(refusal(kernel.query(ANN, "list "))).isEqualTo(Code.SESSION_DEAD);
  }

  @Test
  void queriesAndTheirRepliesAreBounded() {
    Kernel small =
        new Kernel(LimitsWith.bound(LimitsWith.bound("requestBytes", 9), "replyBytes", 64));
    small.create(ANN);
    assertThat(refusal(small.query(ANN, "list abcdef"))).isEqualTo(Code.LIMIT_EXCEEDED);
    assertThat(text(small.query(ANN, "reply 63"))).hasSize(63);
    assertThat(small.query(ANN, "reply 64")).isInstanceOf(Reply.Failed.class);
  }

  @Test
  void withoutAStateMachineThereIsNobodyToAsk() {
    Kernel bare = new Kernel(new SessionMachine(Limits.DEFAULT, null));
    bare.create(ANN);
    assertThat(refusal(bare.query(ANN, "x"))).isEqualTo(Code.NO_STATE_MACHINE);
  }

  private interface Answer {
    byte[] to(State<byte[]> state, byte[] query);
  }

  private static UserStateMachine machine(Answer answer) {
    return new UserStateMachine() {
      @Override
      public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
        return Execution.of(command);
      }

      @Override
      public byte[] query(State<byte[]> readOnly, byte[] query, Context context) {
        return answer.to(readOnly, query);
      }
    };
  }

  private static Reply asked(UserStateMachine machine) {
    Kernel kernel = new Kernel(new SessionMachine(Limits.DEFAULT, machine));
    kernel.create(ANN);
    return kernel.query(ANN, "x");
  }
}
