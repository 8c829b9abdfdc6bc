package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Status;
import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A back channel over connections that fail in every way, to a client by the book: each operation
 * is done once, and when the faults end each one is answered.
 */
class BackChannelModelTest {

  /** A client that is not by the book: the test has to notice. */
  enum Flaw {
    NONE,
    DOES_EVERYTHING_TWICE,
    FORGETS_ITS_SLOTS
  }

  @Test
  void whateverFailsEachOperationIsDoneOnce() {
    Seeds.run(2000, seed -> new Play(seed, Flaw.NONE).run());
  }

  @Test
  void aClientThatDoesThingsTwiceIsNoticed() {
    assertThat(Seeds.anyFails(100, seed -> new Play(seed, Flaw.DOES_EVERYTHING_TWICE).run()))
        .isTrue();
    assertThat(Seeds.anyFails(500, seed -> new Play(seed, Flaw.FORGETS_ITS_SLOTS).run())).isTrue();
  }

  private static final class Play {
    private final SplittableRandom random;
    private final Flaw flaw;
    private final CallbackClient client;
    private final List<TestConnection> bound = new ArrayList<>();
    private final BackChannel channel;
    private final List<CompletableFuture<CallbackOutcome>> outcomes = new ArrayList<>();

    Play(long seed, Flaw flaw) {
      this.random = new SplittableRandom(seed);
      this.flaw = flaw;
      int slots = random.nextInt(1, 5);
      this.client = new CallbackClient(slots);
      this.channel = new BackChannel(Channels.session(slots, slots), () -> List.copyOf(bound));
    }

    void run() {
      for (int step = 0; step < 80; step++) {
        switch (random.nextInt(10)) {
          case 0 -> bind();
          case 1 -> unbind();
          case 2 -> channel.tick();
          case 3, 4 -> ask();
          case 5 -> disturb();
          default -> carry();
        }
      }
      heal();
      for (CompletableFuture<CallbackOutcome> outcome : outcomes) {
        assertThat(outcome).isCompletedWithValue(new CallbackOutcome.Answered(Status.OK));
      }
      assertThat(client.executed).hasSize(outcomes.size());
      assertThat(new HashSet<>(client.executed)).hasSize(outcomes.size());
      assertThat(channel.isFaulty()).isFalse();
    }

    private void ask() {
      CallbackOperation operation = new CallbackOperation.RecallSlot(outcomes.size());
      outcomes.add(channel.send(operation, List.of()).toCompletableFuture());
    }

    private void bind() {
      if (bound.size() < 3) {
        bound.add(random.nextInt(bound.size() + 1), new TestConnection());
        channel.pathChanged();
      }
    }

    /** A connection is lost, and with it what was on its way. */
    private void unbind() {
      if (!bound.isEmpty()) {
        TestConnection lost = bound.remove(random.nextInt(bound.size()));
        while (!lost.waiting.isEmpty()) {
          fail(lost);
        }
        channel.pathChanged();
      }
    }

    /** The client puts things off for a while, or wants fewer slots. */
    private void disturb() {
      client.operationStatus = random.nextInt(3) == 0 ? Status.DELAY : Status.OK;
      client.sequenceStatus = random.nextInt(4) == 0 ? Status.DELAY : null;
      client.target = random.nextInt(client.slots.length);
      if (flaw == Flaw.FORGETS_ITS_SLOTS) {
        client.slots[0].sequence = 0;
        client.slots[0].answer = null;
      }
    }

    private void carry() {
      for (TestConnection connection : List.copyOf(bound)) {
        if (!connection.waiting.isEmpty()) {
          if (random.nextInt(4) == 0) {
            fail(connection);
          } else {
            deliver(connection);
          }
        }
      }
    }

    private void deliver(TestConnection connection) {
      if (flaw == Flaw.DOES_EVERYTHING_TWICE && random.nextInt(10) == 0) {
        int before = client.executed.size();
        connection.deliver(client);
        client.executed.addAll(
            List.copyOf(client.executed.subList(before, client.executed.size())));
      } else {
        connection.deliver(client);
      }
    }

    private void fail(TestConnection connection) {
      switch (random.nextInt(3)) {
        case 0 -> connection.reply(new CallbackReply.NotWritten());
        case 1 -> connection.reply(new CallbackReply.NoAnswer());
        default -> connection.loseAnswer(client);
      }
    }

    private void heal() {
      client.operationStatus = Status.OK;
      client.sequenceStatus = null;
      client.target = client.slots.length - 1;
      bound.add(new TestConnection());
      channel.pathChanged();
      for (int round = 0; round < 100 && channel.unanswered() > 0; round++) {
        for (TestConnection connection : bound) {
          while (!connection.waiting.isEmpty()) {
            connection.deliver(client);
          }
        }
        channel.tick();
      }
    }
  }
}
