package io.sojourn.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PushQueueTest {

  private static final long NEVER = PushQueue.NEVER;
  private static final byte[] A = {1};
  private static final byte[] B = {2, 2};

  private final PushQueue queue = new PushQueue(3, 10);

  @Test
  void pushesAreNumberedFromOneAndTheCounterSurvivesAnEmptyQueue() {
    assertThat(queue.offer(A, 5, NEVER)).isEqualTo(new PushOutcome.Assigned(1, 0));
    assertThat(queue.acknowledge(1)).isEqualTo(new AckOutcome.Removed(1));
    assertThat(queue.size()).isZero();
    assertThat(queue.offer(B, 6, NEVER)).isEqualTo(new PushOutcome.Assigned(2, 1));
    PushQueue after = PushQueue.restore(queue.image(), 3, 10);
    after.acknowledge(2);
    after = PushQueue.restore(after.image(), 3, 10);
    assertThat(after.offer(A, 7, NEVER)).isEqualTo(new PushOutcome.Assigned(3, 2));
  }

  @Test
  void anAcknowledgementTakesAwayAllUpToItsNumberAndMayBeRepeated() {
    queue.offer(A, 5, NEVER);
    queue.offer(B, 5, NEVER);
    queue.offer(A, 5, NEVER);
    assertThat(queue.acknowledge(2)).isEqualTo(new AckOutcome.Removed(2));
    assertThat(queue.acknowledge(2)).isEqualTo(new AckOutcome.Removed(0));
    assertThat(queue.acknowledge(1)).isEqualTo(new AckOutcome.Removed(0));
    assertThat(queue.takeDue(NEVER, 6)).containsExactly(new Push(3, 2, A));
    assertThat(queue.bytes()).isEqualTo(A.length);
  }

  @Test
  void anAcknowledgementOfAPushThatWasNeverMadeIsRefused() {
    queue.offer(A, 5, NEVER);
    assertThat(queue.acknowledge(2)).isEqualTo(new AckOutcome.BeyondLast(1));
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aPushThatDoesNotFitIsRefusedAndUsesUpNoNumber() {
    queue.offer(new byte[9], 5, NEVER);
    assertThat(queue.offer(B, 5, NEVER)).isEqualTo(new PushOutcome.Full(1, 9));
    assertThat(queue.offer(A, 5, NEVER)).isEqualTo(new PushOutcome.Assigned(2, 1));
    assertThat(queue.offer(new byte[0], 5, NEVER)).isEqualTo(new PushOutcome.Assigned(3, 2));
    assertThat(queue.offer(new byte[0], 5, NEVER)).isEqualTo(new PushOutcome.Full(3, 10));
    assertThat(queue.fits(1, 0)).isFalse();
  }

  @Test
  void whatIsDueIsReturnedOnceInTheOrderOfNumbers() {
    queue.offer(A, 5, NEVER);
    queue.offer(B, 20, NEVER);
    assertThat(queue.earliestSentAt()).isEqualTo(5);
    assertThat(queue.takeDue(20, 30)).containsExactly(new Push(1, 0, A));
    assertThat(queue.takeDue(20, 30)).isEmpty();
    assertThat(queue.earliestSentAt()).isEqualTo(20);
    assertThat(queue.takeDue(NEVER, 31)).containsExactly(new Push(1, 0, A), new Push(2, 1, B));
    assertThat(queue.earliestSentAt()).isEqualTo(31);
  }

  @Test
  void anyPushMayBeTakenOutAndTheOthersKeepTheirNumbers() {
    queue.offer(A, 5, NEVER);
    queue.offer(B, 5, NEVER);
    queue.offer(A, 5, NEVER);
    assertThat(queue.take(2)).isEqualTo(new Push(2, 1, B));
    assertThat(queue.take(2)).isNull();
    assertThat(queue.takeDue(NEVER, 6)).containsExactly(new Push(1, 0, A), new Push(3, 1, A));
    assertThat(queue.bytes()).isEqualTo(2);
    assertThat(queue.acknowledge(3)).isEqualTo(new AckOutcome.Removed(2));
    assertThat(queue.offer(A, 7, NEVER)).isEqualTo(new PushOutcome.Assigned(4, 3));
  }

  /** A client that waited for what is before a push must not wait for what will never come. */
  @Test
  void whatIsBeforeAPushIsNeverOneThatDied() {
    queue.offer(A, 5, NEVER);
    queue.offer(A, 5, 6);
    assertThat(queue.offer(A, 5, NEVER)).isEqualTo(new PushOutcome.Assigned(3, 2));
    queue.takeDead(6);
    assertThat(queue.takeDue(NEVER, 6)).containsExactly(new Push(1, 0, A), new Push(3, 1, A));
    queue.take(1);
    assertThat(queue.takeDue(NEVER, 7)).containsExactly(new Push(3, 0, A));
  }

  @Test
  void whatOutlivedItsDeadlineIsTakenOutInTheOrderOfNumbersAndNothingElse() {
    queue.offer(A, 5, 9);
    queue.offer(B, 5, 8);
    queue.offer(A, 5, NEVER);
    assertThat(queue.earliestDeadline()).isEqualTo(8);
    assertThat(queue.takeDead(7)).isEmpty();
    assertThat(queue.takeDead(9)).containsExactly(new Push(1, 0, A), new Push(2, 1, B));
    assertThat(queue.earliestDeadline()).isEqualTo(NEVER);
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void anEmptyQueueIsNeverDue() {
    assertThat(queue.earliestSentAt()).isEqualTo(NEVER);
    assertThat(queue.takeDue(NEVER, 1)).isEmpty();
  }

  @Test
  void anImageLargerThanTheBoundsLosesNothing() {
    queue.offer(A, 5, NEVER);
    queue.offer(B, 5, NEVER);
    PushQueue smaller = PushQueue.restore(queue.image(), 1, 1);
    assertThat(smaller.offer(A, 6, NEVER)).isEqualTo(new PushOutcome.Full(2, 3));
    assertThat(smaller.takeDue(NEVER, 6)).hasSize(2);
  }

  @Test
  void anImageThatContradictsItselfIsRefused() {
    var third = new PushQueueImage.Push(3, 0, 0, A);
    assertRefused(new PushQueueImage(0, 0, List.of(third)));
    assertRefused(new PushQueueImage(4, 3, List.of(third)));
    assertRefused(new PushQueueImage(4, 2, List.of(third, third)));
    assertRefused(new PushQueueImage(4, 5, List.of()));
    assertRefused(new PushQueueImage(4, -1, List.of()));
    assertRefused(new PushQueueImage(-1, -1, List.of()));
  }

  @Test
  void wrongUseIsAnErrorOfTheProgram() {
    queue.offer(A, 5, NEVER);
    assertThatThrownBy(() -> queue.offer(A, 4, NEVER)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> queue.offer(A, 6, 6)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> queue.takeDue(9, 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> queue.acknowledge(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PushQueue(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(queue.size()).isEqualTo(1);
  }

  private static void assertRefused(PushQueueImage image) {
    assertThatThrownBy(() -> PushQueue.restore(image, 3, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
