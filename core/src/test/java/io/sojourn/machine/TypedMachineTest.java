package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.EVE;
import static io.sojourn.machine.Kernel.HOUR;
import static io.sojourn.machine.Kernel.asked;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sojourn.session.Limits;
import io.sojourn.session.Refusal.Code;
import io.sojourn.session.Session;
import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A machine of types behind the kernel: accounts, with a word to both sides of a transfer. */
class TypedMachineTest {

  private record Transfer(String from, String to, long amount) {
    static final Codec<Transfer> CODEC = Codec.text().as(Transfer::parse, Transfer::line);

    static Transfer parse(String line) {
      String[] words = line.split(" ", -1);
      return new Transfer(words[0], words[1], Long.parseLong(words[2]));
    }

    String line() {
      return from + " " + to + " " + amount;
    }
  }

  private static final class Accounts implements StateMachine<Transfer, Long, String, Long> {
    @Override
    public Execution<Long, String> apply(State<Long> state, Transfer asked, Context context) {
      Long to = state.get(asked.to());
      state.put(asked.to(), (to == null ? 0 : to) + asked.amount());
      Long from = state.get(asked.from());
      if (from == null || from < asked.amount()) {
        throw new IllegalArgumentException("not enough"); // after a write, to see it undone
      }
      if (from == asked.amount()) {
        state.remove(asked.from());
      } else {
        state.put(asked.from(), from - asked.amount());
      }
      long sum = state.withPrefix("").values().stream().mapToLong(Long::longValue).sum();
      return Execution.of(sum, new Push<>(context.session().id(), "sent " + asked.amount()));
    }

    @Override
    public Execution<Long, String> applyInternal(
        State<Long> state, Transfer asked, InternalContext context) {
      state.put(asked.to(), asked.amount());
      return Execution.of(asked.amount(), new Push<>(ANN, "granted", 1_000));
    }

    @Override
    public Long query(State<Long> readOnly, Transfer asked, Context context) {
      Long balance = readOnly.get(asked.from());
      return balance == null ? 0 : balance;
    }

    @Override
    public Admission<String> onSessionCreated(State<Long> state, Session session, Context now) {
      if (state.size() == 3) {
        return Admission.refuse("three accounts are enough");
      }
      state.put(session.id().toString(), 100L);
      return Admission.accept(List.of(new Push<>(session.id(), "you have 100")));
    }

    @Override
    public List<Push<String>> onSessionExpired(State<Long> state, Session session, Context now) {
      state.remove(session.id().toString());
      return List.of(new Push<>(ANN, "gone " + session.id().low()));
    }
  }

  private static SessionMachine accounts() {
    Codecs<Transfer, Long, String, Long> codecs =
        new Codecs<>(Transfer.CODEC, Codec.number(), Codec.text(), Codec.number());
    return new SessionMachine(Limits.DEFAULT, new TypedMachine<>(new Accounts(), codecs));
  }

  private final Kernel kernel = new Kernel(accounts());

  private static String transfer(long amount) {
    return new Transfer(ANN.toString(), BOB.toString(), amount).line();
  }

  private static List<String> pushes(Kernel kernel) {
    List<String> pushes = new ArrayList<>();
    for (Effect effect : kernel.effects) {
      if (effect instanceof Effect.Pushed pushed) {
        pushes.add(pushed.to().low() + " " + pushed.number() + " " + text(pushed.payload()));
      }
    }
    return pushes;
  }

  private static long number(Reply reply) {
    return Codec.number().decode(((Reply.Executed) reply).reply());
  }

  @Test
  void queriesAndInternalCommandsHaveTheSameTypes() {
    kernel.create(ANN);
    assertThat(number(kernel.query(ANN, transfer(1)))).isEqualTo(100);
    assertThat(number(kernel.internal(1, new Transfer("", BOB.toString(), 7).line()))).isEqualTo(7);
    assertThat(pushes(kernel)).containsExactly("10 2 granted");
    assertThat(entries()).isEqualTo(Map.of(ANN.toString(), 100L, BOB.toString(), 7L));
    kernel.pass(1_000);
    assertThat(kernel.deadLetters(ANN)).hasSize(1);
    assertThat(kernel.query(ANN, "not a transfer")).isInstanceOf(Reply.Failed.class);
  }

  @Test
  void aCommandThatCannotBeReadIsFoundBeforeItIsWritten() {
    Codecs<Transfer, Long, String, Long> codecs =
        new Codecs<>(Transfer.CODEC, Codec.number(), Codec.text(), Codec.number());
    UserStateMachine machine = new TypedMachine<>(new Accounts(), codecs);
    machine.check(Kernel.bytes(transfer(1)));
    for (String unreadable : List.of("", "a b", "a b c")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> machine.check(Kernel.bytes(unreadable)));
    }
    UserStateMachine bytes =
        (state, command, context) -> StateMachine.Execution.<byte[], byte[]>of(command);
    bytes.check(new byte[9]);
  }

  @Test
  void commandsRepliesPushesAndEntriesHaveTypes() {
    kernel.create(ANN);
    assertThat(pushes(kernel)).containsExactly("10 1 you have 100");
    kernel.create(BOB);
    assertThat(number(kernel.request(ANN, 1, transfer(30)))).isEqualTo(200);
    assertThat(pushes(kernel)).containsExactly("10 2 sent 30");
    assertThat(entries()).isEqualTo(Map.of(ANN.toString(), 70L, BOB.toString(), 130L));
    kernel.request(ANN, 2, transfer(70));
    assertThat(entries()).isEqualTo(Map.of(BOB.toString(), 200L));
  }

  private Map<String, Long> entries() {
    Map<String, Long> entries = new java.util.TreeMap<>();
    for (SnapshotRecord row : kernel.snapshot()) {
      if (row instanceof SnapshotRecord.UserRow user) {
        entries.put(user.name(), Codec.number().decode(user.value()));
      }
    }
    return entries;
  }

  @Test
  void aThrowUndoesItsWritesAndIsAnsweredToEveryRetry() {
    kernel.create(ANN);
    kernel.create(BOB);
    Reply failed = kernel.request(ANN, 1, transfer(101));
    assertThat(failed).isEqualTo(new Reply.Failed("java.lang.IllegalArgumentException", false));
    assertThat(pushes(kernel)).isEmpty();
    assertThat(entries()).isEqualTo(Map.of(ANN.toString(), 100L, BOB.toString(), 100L));
    assertThat(kernel.request(ANN, 1, transfer(101)))
        .isEqualTo(new Reply.Failed("java.lang.IllegalArgumentException", true));
  }

  @Test
  void aCommandThatNobodyCanReadFailsLikeAThrow() {
    kernel.create(ANN);
    Command unreadable = new Command.Request(ANN, 0, 1, 0, 0, new byte[] {(byte) 0xff});
    assertThat(kernel.ask(unreadable))
        .isEqualTo(new Reply.Failed("java.lang.IllegalArgumentException", false));
    assertThat(entries()).isEqualTo(Map.of(ANN.toString(), 100L));
  }

  @Test
  void aSessionThatTheMachineDoesNotTakeIsNotCreated() {
    kernel.create(ANN);
    kernel.create(BOB);
    kernel.request(ANN, 1, new Transfer(ANN.toString(), "bank", 1).line());
    Reply refused = kernel.ask(new Command.CreateSession(EVE, asked()));
    assertThat(refusal(refused)).isEqualTo(Code.NOT_ADMITTED);
    assertThat(kernel.findOrNull(EVE)).isNull();
  }

  @Test
  void theEndOfASessionIsToldToTheMachine() {
    kernel.create(ANN, asked(HOUR, 0, true));
    kernel.create(BOB, asked(1000, 0, true));
    kernel.pass(1000);
    assertThat(pushes(kernel)).containsExactly("10 2 gone 11");
    assertThat(entries()).containsOnlyKeys(ANN.toString());
  }

  @Test
  void aReplayAndASnapshotInTheMiddleGiveTheSame() {
    Seeds.run(
        50,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Kernel first = new Kernel(accounts());
          Kernel replayed = new Kernel(accounts());
          first.create(ANN);
          replayed.create(ANN);
          for (int i = 1; i <= 40; i++) {
            if (random.nextInt(10) == 0) {
              SessionMachine restored = accounts();
              replayed.snapshot().forEach(restored::restore);
              replayed = new Kernel(restored);
            }
            Command command =
                random.nextInt(6) == 0
                    ? new Command.CreateSession(random.nextBoolean() ? BOB : EVE, asked())
                    : request(random.nextInt(1, 20), transfer(random.nextInt(40)));
            assertThat(Shown.of(new Applied(first.apply(command), first.effects)))
                .isEqualTo(Shown.of(new Applied(replayed.apply(command), replayed.effects)));
            assertThat(Shown.digest(first.machine)).isEqualTo(Shown.digest(replayed.machine));
          }
        });
  }

  private static Command request(long sequence, String body) {
    return new Command.Request(ANN, 0, sequence, 0, body.hashCode(), Kernel.bytes(body));
  }

  @Test
  void whatACodecCannotWriteOrReadIsRefused() {
    assertThat(Codec.text().decode(Codec.text().encode("Grüße \ud83d\ude00")))
        .isEqualTo("Grüße \ud83d\ude00");
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.text().encode("\ud83d"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Codec.text().decode(new byte[] {(byte) 0xc3}));
    assertThat(Codec.number().decode(Codec.number().encode(Long.MIN_VALUE)))
        .isEqualTo(Long.MIN_VALUE);
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.number().decode(new byte[7]));
    byte[] bytes = {1, 2};
    assertThat(Codec.bytes().decode(bytes)).isEqualTo(bytes).isNotSameAs(bytes);
    assertThat(Codec.bytes().encode(bytes)).isEqualTo(bytes).isNotSameAs(bytes);
  }

  @Test
  void aNameThatNoSnapshotCouldHoldIsNotTaken() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamedEntries.ofUser(Limits.DEFAULT).put("\ud83d", new byte[0]));
  }
}
