package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.machine.Codec;
import io.sojourn.machine.Codecs;
import io.sojourn.machine.Command;
import io.sojourn.machine.Consistency;
import io.sojourn.machine.Exchange;
import io.sojourn.machine.Reply;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.Shelf;
import io.sojourn.machine.StateMachine;
import io.sojourn.session.Limits;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands and queries of services through the engine. */
@Timeout(60)
class EngineServiceTest {

  private MemoryLog log = new MemoryLog();
  private SessionEngine engine = open();

  @AfterEach
  void close() {
    engine.close();
  }

  private SessionEngine open(String... others) {
    EngineBuilder builder = SessionEngine.on(log).service(new Shelf("shelf"));
    List.of(others).forEach(name -> builder.service(new Shelf(name)));
    try {
      return builder.open();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void restart(String... others) {
    engine.close();
    log = log.reopen();
    engine = open(others);
  }

  private static Command.Service command(String service, String body) {
    return new Command.Service(service, body.getBytes(StandardCharsets.UTF_8));
  }

  private static CompletionStage<Outcome<Reply>> ask(
      Exchange exchange, String service, String query, Consistency consistency) {
    return exchange.ask(service, query.getBytes(StandardCharsets.UTF_8), consistency);
  }

  private static String done(CompletionStage<Outcome<Reply>> stage) {
    return switch (stage.toCompletableFuture().join()) {
      case Outcome.Done<Reply>(Reply.Executed it) -> new String(it.reply(), StandardCharsets.UTF_8);
      case Outcome<Reply> other -> throw new AssertionError("not executed but " + other);
    };
  }

  private static Refusal.Code refused(CompletionStage<Outcome<Reply>> stage) {
    return switch (stage.toCompletableFuture().join()) {
      case Outcome.Refused<Reply> refused -> refused.why().code();
      case Outcome<Reply> other -> throw new AssertionError("not refused but " + other);
    };
  }

  @Test
  void aCommandIsDurableWhenItIsAnswered() {
    assertThat(done(engine.service(command("shelf", "put a 1;list a")))).isEqualTo("a=1");
    restart();
    assertThat(done(ask(engine, "shelf", "list ", Consistency.LOCAL))).isEqualTo("a=1");
  }

  @Test
  void aQueryIsAnsweredAtEveryConsistencyAndWritesNothing() {
    done(engine.service(command("shelf", "put a 1")));
    long index = engine.appliedIndex();
    for (Consistency consistency : Consistency.values()) {
      assertThat(done(ask(engine, "shelf", "list a", consistency))).isEqualTo("a=1");
    }
    assertThat(engine.appliedIndex()).isEqualTo(index);
  }

  @Test
  void aServiceThatIsNotHereIsRefusedBeforeTheLog() {
    long index = engine.appliedIndex();
    assertThat(refused(engine.service(command("attic", "put a 1"))))
        .isEqualTo(Refusal.Code.NO_STATE_MACHINE);
    assertThat(refused(ask(engine, "attic", "list ", Consistency.LOCAL)))
        .isEqualTo(Refusal.Code.NO_STATE_MACHINE);
    assertThat(engine.appliedIndex()).isEqualTo(index);
  }

  @Test
  void aBodyOverTheBoundIsRefusedBeforeTheLog() {
    byte[] tooLong = new byte[Limits.DEFAULT.serviceBodyBytes() + 1];
    long index = engine.appliedIndex();
    assertThat(refused(engine.service(new Command.Service("shelf", tooLong))))
        .isEqualTo(Refusal.Code.LIMIT_EXCEEDED);
    assertThat(refused(engine.ask("shelf", tooLong, Consistency.LINEARIZABLE)))
        .isEqualTo(Refusal.Code.LIMIT_EXCEEDED);
    assertThat(engine.appliedIndex()).isEqualTo(index);
  }

  @Test
  void theCountsAreThoseOfRequests() {
    done(engine.service(command("shelf", "put a 1")));
    Outcome<Reply> failed =
        engine.service(command("shelf", "put a 2;throw")).toCompletableFuture().join();
    assertThat(failed)
        .isEqualTo(
            new Outcome.Done<>(new Reply.Failed(IllegalArgumentException.class.getName(), false)));
    done(ask(engine, "shelf", "list ", Consistency.LOCAL));
    assertThat(engine.counts().executed()).isEqualTo(2);
    assertThat(engine.counts().failed()).isEqualTo(1);
    assertThat(engine.counts().queries()).isEqualTo(1);
  }

  @Test
  void whatTheLogMayOrMayNotHoldIsUncertain() {
    log.failNext(MemoryLog.Fault.LOST);
    assertThat(engine.service(command("shelf", "put a 1")).toCompletableFuture().join())
        .isInstanceOf(Outcome.Uncertain.class);
    assertThat(refused(engine.service(command("shelf", "put a 1"))))
        .isEqualTo(Refusal.Code.UNAVAILABLE);
  }

  @Test
  void aLogIsNotOpenedWithoutTheServicesThatItIsFor() {
    restart("attic");
    done(engine.service(command("attic", "put a 1")));
    engine.close();
    log = log.reopen();
    assertThatThrownBy(this::open).hasMessageContaining("attic");
  }

  @Test
  void twoServicesOfANameAreRefused() {
    MemoryLog another = new MemoryLog();
    EngineBuilder twice =
        SessionEngine.on(another).service(new Shelf("shelf")).service(new Shelf("shelf"));
    assertThatThrownBy(twice::open).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEmbeddedProgramHasServicesWhateverItNamesFirst(@TempDir Path folder) throws IOException {
    ServiceMachine shelf = new Shelf("shelf");
    String big = "v".repeat(Limits.DEFAULT.serviceBodyBytes() - "put b ".length());
    StateMachine<String, String, String, String> echo =
        (state, command, context) -> StateMachine.Execution.of(command);
    Codecs<String, String, String, String> texts =
        new Codecs<>(Codec.text(), Codec.text(), Codec.text(), Codec.text());
    try (var first =
        Sojourn.builder().service(shelf).stateMachine(echo, texts).dataFolder(folder).start()) {
      done(first.exchange().service(command("shelf", "put b " + big)));
      done(first.exchange().service(command("shelf", "put a 1")));
    }
    try (var second =
        Sojourn.builder().stateMachine(echo, texts).service(shelf).dataFolder(folder).start()) {
      assertThat(done(ask(second.exchange(), "shelf", "list a", Consistency.LOCAL)))
          .isEqualTo("a=1");
      assertThat(done(ask(second.exchange(), "shelf", "list b", Consistency.LOCAL)))
          .isEqualTo("b=" + big);
    }
  }

  @Test
  void anExportHoldsTheEntriesOfServices() throws IOException {
    done(engine.service(command("shelf", "put a 1")));
    byte[] digest = engine.digest();
    engine.close();
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    long index =
        StateExport.write(log.reopen(), Limits.DEFAULT, null, List.of(new Shelf("shelf")), state);
    MachineApplier restored =
        new MachineApplier(
            SessionEngine.on(new MemoryLog()).service(new Shelf("shelf")),
            new SessionView(),
            () -> false,
            new Tally(),
            () -> {});
    restored.restore(index, new ByteArrayInputStream(state.toByteArray()));
    assertThat(restored.digest()).isEqualTo(digest);
  }
}
