package io.sojourn.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.check.RegisterSpec.CompareAndSet;
import io.sojourn.check.RegisterSpec.Read;
import io.sojourn.check.RegisterSpec.Swapped;
import io.sojourn.check.RegisterSpec.Value;
import io.sojourn.check.RegisterSpec.Write;
import io.sojourn.check.RegisterSpec.Written;
import io.sojourn.testing.Seeds;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {

  private static final long STEPS = 2_000_000;

  private final HistoryRecorder<RegisterSpec.Op, RegisterSpec.Result> clients =
      new HistoryRecorder<>();

  @Test
  void everythingThatAnHonestObjectShowsIsLinearizable() {
    Seeds.run(
        300,
        seed -> {
          assertThat(verdict(honest(seed, new RegisterSpec(), Drawn::register), new RegisterSpec()))
              .isInstanceOf(Verdict.Linearizable.class);
          assertThat(verdict(honest(seed, new CounterSpec(), Drawn::counter), new CounterSpec()))
              .isInstanceOf(Verdict.Linearizable.class);
          assertThat(verdict(honest(seed, new KeyValueSpec(), Drawn::keyValue), new KeyValueSpec()))
              .isInstanceOf(Verdict.Linearizable.class);
        });
  }

  @Test
  void aStaleReadAtTheEndOfAnyHistoryIsFound() {
    everyHistoryEndsWrong(
        new RegisterSpec(),
        Drawn::register,
        object -> {
          object.alone(new Write(1001));
          object.alone(new Write(1002));
          object.lie(new Read(), new Value(1001));
        });
  }

  @Test
  void aValueThatNobodyWroteIsFound() {
    everyHistoryEndsWrong(
        new RegisterSpec(), Drawn::register, object -> object.lie(new Read(), new Value(4711)));
  }

  @Test
  void writesSeenInTheOtherOrderAreFound() {
    everyHistoryEndsWrong(
        new RegisterSpec(),
        Drawn::register,
        object -> {
          int first = object.recorder.invoke("a", new Write(1001));
          int second = object.recorder.invoke("b", new Write(1002));
          object.lie(new Read(), new Value(1002));
          object.lie(new Read(), new Value(1001));
          object.lie(new Read(), new Value(1002));
          object.recorder.ok(first, new Written());
          object.recorder.ok(second, new Written());
        });
  }

  @Test
  void anUpdateThatWasLostIsFound() {
    everyHistoryEndsWrong(
        new CounterSpec(),
        Drawn::counter,
        object -> {
          long sum = object.alone(new CounterSpec.Add(1000));
          object.lie(new CounterSpec.Add(1000), sum);
        });
    everyHistoryEndsWrong(
        new RegisterSpec(),
        Drawn::register,
        object -> {
          object.alone(new Write(1000));
          object.lie(new CompareAndSet(1000, 1001), new Swapped(true));
          object.lie(new CompareAndSet(1000, 1002), new Swapped(true));
        });
  }

  @Test
  void anUpdateThatWasAppliedTwiceIsFound() {
    everyHistoryEndsWrong(
        new CounterSpec(),
        Drawn::counter,
        object -> {
          object.lie(new CounterSpec.Add(1000), object.state("") + 1000);
          object.lie(new CounterSpec.Add(0), object.state("") + 2000);
        });
  }

  @Test
  void anUnknownWriteMayHaveHappenedAtOnceLaterOrNever() {
    clients.unknown(clients.invoke("a", new Write(7)));
    assertThat(judge()).isInstanceOf(Verdict.Linearizable.class);
    done("b", new Read(), new Value(0));
    assertThat(judge()).isInstanceOf(Verdict.Linearizable.class);
    done("b", new Write(5), new Written());
    done("b", new Read(), new Value(7));
    assertThat(judge()).isInstanceOf(Verdict.Linearizable.class);
    done("b", new Read(), new Value(5));
    assertThat(judge()).isInstanceOf(Verdict.NotLinearizable.class);
  }

  @Test
  void anUnknownWriteHappensOnceAndNotBeforeItWasAsked() {
    done("b", new Read(), new Value(7));
    clients.unknown(clients.invoke("a", new Write(7)));
    assertThat(judge()).isInstanceOf(Verdict.NotLinearizable.class);
  }

  @Test
  void aFailedWriteNeverHappened() {
    clients.failed(clients.invoke("a", new Write(7)));
    done("b", new Read(), new Value(0));
    assertThat(judge()).isInstanceOf(Verdict.Linearizable.class);
    done("b", new Read(), new Value(7));
    assertThat(judge()).isInstanceOf(Verdict.NotLinearizable.class);
  }

  @Test
  void theVerdictNamesTheShortestPrefixAndWhatIsStuck() {
    done("a", new Write(1), new Written());
    int open = clients.invoke("c", new Write(3));
    done("b", new Read(), new Value(2));
    clients.ok(open, new Written());
    done("a", new Read(), new Value(9));
    assertThat(judge())
        .isInstanceOfSatisfying(
            Verdict.NotLinearizable.class,
            wrong -> {
              List<Operation<RegisterSpec.Op, RegisterSpec.Result>> all =
                  clients.history().operations();
              assertThat(wrong.prefix()).isEqualTo(all.subList(0, 3));
              assertThat(wrong.stuck().get(0)).isEqualTo(all.get(2));
              assertThat(wrong.toString())
                  .contains("none of these can follow:\n  #2 b [4,5] Read[] -> ok Value[value=2]");
            });
  }

  @Test
  void thePrefixEndsWithTheFirstLie() {
    Seeds.run(
        100,
        seed -> {
          HonestObject<Long, RegisterSpec.Op, RegisterSpec.Result> object =
              new HonestObject<>(new SplittableRandom(seed), new RegisterSpec());
          object.run(3, 20, Drawn::register);
          object.lie(new Read(), new Value(4711));
          object.run(3, 20, Drawn::register);
          Verdict verdict = verdict(object.recorder.history(), new RegisterSpec());
          int liar =
              object.recorder.history().operations().stream()
                  .filter(o -> o.client().equals("liar"))
                  .findFirst()
                  .orElseThrow()
                  .id();
          assertThat(verdict)
              .isInstanceOfSatisfying(
                  Verdict.NotLinearizable.class,
                  wrong -> {
                    assertThat(wrong.prefix().get(wrong.prefix().size() - 1).id()).isEqualTo(liar);
                    assertThat(wrong.stuck().get(0).id()).isEqualTo(liar);
                  });
        });
  }

  @Test
  void aSearchGivesUpAtItsBound() {
    for (int i = 0; i < 20; i++) {
      done("a", new Write(i), new Written());
    }
    assertThat(Linearizability.check(clients.history(), new RegisterSpec(), 19))
        .isEqualTo(new Verdict.GaveUp("", 19));
    assertThat(Linearizability.check(clients.history(), new RegisterSpec(), 20))
        .isEqualTo(new Verdict.Linearizable(20));
    assertThatThrownBy(() -> Linearizability.check(clients.history(), new RegisterSpec(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLongHistoryOfFiveClientsIsJudgedWithinItsBound() {
    HonestObject<Long, RegisterSpec.Op, RegisterSpec.Result> object =
        new HonestObject<>(new SplittableRandom(1), new RegisterSpec(), 0);
    object.run(5, 5_000, Drawn::register);
    assertThat(verdict(object.recorder.history(), new RegisterSpec()))
        .isInstanceOf(Verdict.Linearizable.class);
  }

  @Test
  void manyUnknownOutcomesAreJudgedWithinTheBound() {
    Seeds.run(
        100,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          judgeManyUnknown(random, new RegisterSpec(), Drawn::register);
          judgeManyUnknown(random, new CounterSpec(), Drawn::counter);
          judgeManyUnknown(random, new KeyValueSpec(), Drawn::keyValue);
        });
  }

  private static <S, O, R> void judgeManyUnknown(
      SplittableRandom random, SequentialSpec<S, O, R> spec, Function<SplittableRandom, O> draw) {
    HonestObject<S, O, R> object = new HonestObject<>(random, spec, 5);
    object.run(5, 500, draw);
    History<O, R> history = object.recorder.history();
    assertThat(history.unknown()).isGreaterThan(40);
    assertThat(verdict(history, spec)).isInstanceOf(Verdict.Linearizable.class);
  }

  private interface Lie<S, O, R> {
    void tell(HonestObject<S, O, R> object);
  }

  private static <S, O, R> void everyHistoryEndsWrong(
      SequentialSpec<S, O, R> spec, Function<SplittableRandom, O> draw, Lie<S, O, R> lie) {
    Seeds.run(
        100,
        seed -> {
          HonestObject<S, O, R> object = new HonestObject<>(new SplittableRandom(seed), spec);
          object.run(4, 30, draw);
          assertThat(verdict(object.recorder.history(), spec))
              .isInstanceOf(Verdict.Linearizable.class);
          lie.tell(object);
          assertThat(verdict(object.recorder.history(), spec))
              .isInstanceOf(Verdict.NotLinearizable.class);
        });
  }

  private static <S, O, R> History<O, R> honest(
      long seed, SequentialSpec<S, O, R> spec, Function<SplittableRandom, O> draw) {
    SplittableRandom random = new SplittableRandom(seed);
    HonestObject<S, O, R> object = new HonestObject<>(random, spec);
    object.run(2 + random.nextInt(4), 60, draw);
    return object.recorder.history();
  }

  private static <S, O, R> Verdict verdict(History<O, R> history, SequentialSpec<S, O, R> spec) {
    return Linearizability.check(history, spec, STEPS);
  }

  private Verdict judge() {
    return verdict(clients.history(), new RegisterSpec());
  }

  private void done(String client, RegisterSpec.Op op, RegisterSpec.Result result) {
    clients.ok(clients.invoke(client, op), result);
  }
}
