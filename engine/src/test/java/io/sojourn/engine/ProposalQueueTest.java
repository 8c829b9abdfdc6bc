package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.machine.Command;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What waits for the writer: how much fits in, and how much comes out at once. */
class ProposalQueueTest {

  private static final long ANY_WEIGHT = Long.MAX_VALUE;

  private static Proposal<?> request(int bodyBytes) {
    return new Proposal<>(
        new Command.Request(new SessionId(1, 2), 0, 1, 1, 0, new byte[bodyBytes]),
        Function.identity());
  }

  private static ProposalQueue queue(int commands, long bytes) {
    return new ProposalQueue(EngineOptions.DEFAULT.withQueue(commands, bytes));
  }

  @Test
  void proposalsComeOutInTheOrderInWhichTheyWereOffered() {
    ProposalQueue queue = queue(16, ANY_WEIGHT);
    List<Proposal<?>> offered = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Proposal<?> next = request(i);
      assertThat(queue.offer(next)).isTrue();
      offered.add(next);
    }
    List<Proposal<?>> taken = new ArrayList<>(queue.take(4, ANY_WEIGHT));
    assertThat(taken).hasSize(4);
    taken.addAll(queue.take(100, ANY_WEIGHT));
    assertThat(taken).isEqualTo(offered);
    assertThat(queue.take(100, ANY_WEIGHT)).isEmpty();
  }

  @Test
  void noMoreIsTakenOnceItWeighsEnough() {
    ProposalQueue queue = queue(16, ANY_WEIGHT);
    int weight = request(1000).weight();
    for (int i = 0; i < 5; i++) {
      queue.offer(request(1000));
    }
    assertThat(queue.take(100, 2L * weight)).hasSize(2);
    assertThat(queue.take(100, weight + 1L)).hasSize(2);
    assertThat(queue.take(100, 1)).hasSize(1);
  }

  @Test
  void whatWeighsTooMuchWaitsOnlyOnceOthersWereTaken() {
    long weight = request(1000).weight();
    ProposalQueue queue = queue(16, 3 * weight);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 3; i++) {
        assertThat(queue.offer(request(1000))).isTrue();
      }
      assertThat(queue.offer(request(0))).isFalse();
      assertThat(queue.take(1, ANY_WEIGHT)).hasSize(1);
      assertThat(queue.offer(request(1001))).isFalse();
      assertThat(queue.offer(request(1000))).isTrue();
      assertThat(queue.take(100, ANY_WEIGHT)).hasSize(3);
    }
  }

  @Test
  void moreThanSoManyDoNotWaitHoweverLightTheyAre() {
    ProposalQueue queue = queue(4, ANY_WEIGHT);
    for (int i = 0; i < 4; i++) {
      assertThat(queue.offer(request(0))).isTrue();
    }
    assertThat(queue.offer(request(0))).isFalse();
    assertThat(queue.size()).isEqualTo(4);
    assertThat(queue.take(100, ANY_WEIGHT)).hasSize(4);
    assertThat(queue.offer(request(0))).isTrue();
  }

  @Test
  void aProposalWeighsNoLessThanItTakesUpInItsEntry() {
    for (int bytes : new int[] {0, 1, 127, 128, 65_536}) {
      Proposal<?> proposal = request(bytes);
      assertThat(proposal.encoded.length).isGreaterThan(bytes);
      assertThat(proposal.weight()).isGreaterThan(proposal.encoded.length);
    }
  }

  @Test
  void whatCannotBeEncodedIsTheErrorOfWhoeverProposesIt() {
    List<AttributeEdit> edits = List.of(AttributeEdit.set("a", "\ud800"));
    Command broken = new Command.EditAttributes(new SessionId(1, 2), 0, edits, false);
    assertThatThrownBy(() -> new Proposal<>(broken, Function.identity()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }
}
