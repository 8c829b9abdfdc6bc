package io.sojourn.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.client.ModelCluster.Member;
import io.sojourn.client.ModelNode.Trouble;
import io.sojourn.client.SimulatedClient.Submitted;
import io.sojourn.session.SessionId;
import io.sojourn.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The session logic in a world in which everything breaks, judged when it is calm again. */
class SimulationTest {

  private static final int CLIENTS = 2;
  private static final long TROUBLE_MILLIS = 15_000;
  private static final long CALM_MILLIS = 60_000;

  @Test
  void everyCommandIsExecutedOnceHoweverTheLinesBreak() {
    Seeds.run(100, seed -> new Run(seed, false, false).judge());
  }

  @Test
  void aProgramThatCrashesAsksAgainAndNothingIsExecutedTwice() {
    Seeds.run(100, seed -> new Run(seed, true, false).judge());
  }

  @Test
  void whenTheSessionEndsEveryOutcomeIsWhatHappened() {
    Seeds.run(100, seed -> new Run(seed, true, true).judge());
  }

  @Test
  void aClusterThatForgetsWhatItExecutedIsFound() {
    boolean found =
        Seeds.anyFails(
            20,
            seed -> {
              Run run = new Run(seed, false, false);
              run.world.cluster.forgetful = true;
              run.judge();
            });
    assertThat(found).isTrue();
  }

  /** One world, from its first trouble to its last quiet moment. */
  private static final class Run {
    private final World world;
    private final List<SimulatedClient> clients = new ArrayList<>();
    private final boolean programsCrash;
    private final boolean sessionsEnd;
    private boolean calm;

    Run(long seed, boolean programsCrash, boolean sessionsEnd) {
      world = new World(seed);
      this.programsCrash = programsCrash;
      this.sessionsEnd = sessionsEnd;
      double[] often = {0, 0.01, 0.1};
      world.trouble =
          new Trouble(
              often[world.random.nextInt(3)],
              often[world.random.nextInt(3)],
              often[world.random.nextInt(3)]);
      for (int i = 0; i < CLIENTS; i++) {
        SimulatedClient client = new SimulatedClient(world, i * 100_000);
        clients.add(client);
        client.start();
        work(client);
      }
      world.at(10, this::disturb);
      world.at(1000, this::resend);
    }

    private void work(SimulatedClient client) {
      if (calm) {
        return;
      }
      int burst = world.random.nextInt(6);
      for (int i = 0; i < burst; i++) {
        client.submit(kind(), world.random.nextInt(4) == 0, deadline());
      }
      if (world.random.nextInt(4) == 0) {
        client.query(deadline());
      }
      world.at(world.random.nextLong(300), () -> work(client));
    }

    private char kind() {
      return switch (world.random.nextInt(12)) {
        case 0 -> ModelCluster.THROWS;
        case 1 -> ModelCluster.NO_ROOM;
        case 2 -> ModelCluster.UNREADABLE;
        case 3, 4 -> ModelCluster.PUSHES;
        default -> ModelCluster.PLAIN;
      };
    }

    private long deadline() {
      return world.random.nextInt(5) == 0 ? 1 + world.random.nextLong(300) : 100_000;
    }

    private void resend() {
      world.resendDue();
      world.at(1000, this::resend);
    }

    private void disturb() {
      if (calm) {
        return;
      }
      int which = world.random.nextInt(10);
      if (which < 4 && !world.wires.isEmpty()) {
        World.Wire wire = world.wires.get(world.random.nextInt(world.wires.size()));
        switch (which) {
          case 0 -> wire.cut();
          case 1 -> wire.slow(world.random.nextLong(3_000));
          default -> wire.breakOff("broken");
        }
      } else if (which < 6) {
        world.leader = world.random.nextInt(World.NODES);
        world.leaderKnown = world.random.nextBoolean();
      } else if (which == 6) {
        int node = world.random.nextInt(World.NODES);
        world.crash(node);
        world.at(world.random.nextLong(2_000), () -> world.down[node] = false);
      } else if (which == 7 && programsCrash) {
        clients.get(world.random.nextInt(CLIENTS)).crash(world.random.nextInt(4) > 0, 100_000);
      } else if (which == 8 && sessionsEnd && world.random.nextInt(5) == 0) {
        SessionId id = clients.get(world.random.nextInt(CLIENTS)).id();
        if (id != null) {
          world.endSession(world.cluster.member(id));
        }
      }
      world.at(world.random.nextLong(400), this::disturb);
    }

    void judge() {
      world.runUntil(TROUBLE_MILLIS);
      calm = true;
      world.trouble = Trouble.NONE;
      world.leaderKnown = true;
      world.runUntil(TROUBLE_MILLIS + CALM_MILLIS / 2);
      List<Submitted> last = new ArrayList<>();
      for (SimulatedClient client : clients) {
        last.add(client.submit(ModelCluster.PLAIN, false, 100_000));
      }
      world.runUntil(TROUBLE_MILLIS + CALM_MILLIS);
      int died = 0;
      for (int i = 0; i < CLIENTS; i++) {
        SimulatedClient client = clients.get(i);
        boolean dead = client.state() instanceof ClientState.Expired;
        died += dead ? 1 : 0;
        assertThat(client.states).noneMatch(state -> state instanceof ClientState.Fenced);
        assertThat(client.state().isOver()).isEqualTo(dead);
        assertThat(last.get(i).outcome)
            .as(client.toString())
            .isInstanceOf(dead ? Outcome.Refused.class : Outcome.Done.class);
        judgeCommands(client);
        SessionId id = client.id();
        if (id != null) {
          judgeOrder(client, world.cluster.member(id));
          if (!dead) {
            judgePushes(client, world.cluster.member(id));
          }
        }
      }
      assertThat(died).isLessThanOrEqualTo(sessionsEnd ? CLIENTS : 0);
      assertThat(world.cluster.created).isLessThanOrEqualTo(CLIENTS);
    }

    private void judgeCommands(SimulatedClient client) {
      for (Submitted one : client.submitted) {
        int executions = world.cluster.executions.getOrDefault(one.command, 0);
        Outcome<byte[]> outcome = one.outcome;
        if (outcome == null) {
          assertThat(one.forgotten).as(one.command).isTrue();
          assertThat(executions).as(one.command).isBetween(0, 1);
          continue;
        }
        switch (outcome) {
          case Outcome.Done<byte[]> done -> {
            assertThat(executions).as(one.command).isEqualTo(1);
            assertThat(new String(done.value(), StandardCharsets.UTF_8))
                .isEqualTo(ModelCluster.reply(one.command));
          }
          case Outcome.Refused<byte[]> refused ->
              assertThat(executions).as(one.command + " " + refused).isZero();
          case Outcome.Unknown<byte[]> unknown ->
              assertThat(executions).as(one.command + " " + unknown).isBetween(0, 1);
        }
      }
    }

    /** What is in order was executed in the order in which it was submitted. */
    private void judgeOrder(SimulatedClient client, Member member) {
      Set<String> ordered = new HashSet<>();
      for (Submitted one : client.submitted) {
        if (!one.unordered) {
          ordered.add(one.command);
        }
      }
      assertThat(
              member.executed.stream()
                  .filter(ordered::contains)
                  .map(command -> Integer.parseInt(command.substring(2)))
                  .toList())
          .isSorted();
    }

    /** Every push was handled or is a dead letter, in order, and twice only after a crash. */
    private void judgePushes(SimulatedClient client, Member member) {
      assertThat(member.pushes).isEmpty();
      Set<Long> seen = new TreeSet<>(member.deadLetters);
      for (List<Long> life : client.handled) {
        assertThat(life).isSorted().doesNotHaveDuplicates();
        seen.addAll(life);
      }
      assertThat(seen)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, member.lastPush).boxed().toList());
      assertThat(member.deadLetters).allMatch(SimulatedClient::isPoison);
    }
  }
}
