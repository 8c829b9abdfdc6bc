package io.sojourn.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PushQueueTest {

  private static final byte[] A = {1};
  private static final byte[] B = {2, 2};

  private final PushQueue queue = new PushQueue(3, 10);

  @Test
  void pushesAreNumberedFromOneAndTheCounterSurvivesAnEmptyQueue() {
    assertThat(queue.offer(A, 5)).isEqualTo(new PushOutcome.Assigned(1));
    assertThat(queue.acknowledge(1)).isEqualTo(new AckOutcome.Removed(1));
    assertThat(queue.size()).isZero();
    assertThat(queue.offer(B, 6)).isEqualTo(new PushOutcome.Assigned(2));
    PushQueue after = PushQueue.restore(queue.image(), 3, 10);
    after.acknowledge(2);
    after = PushQueue.restore(after.image(), 3, 10);
    assertThat(after.offer(A, 7)).isEqualTo(new PushOutcome.Assigned(3));
  }

  @Test
  void anAcknowledgementTakesAwayAllUpToItsNumberAndMayBeRepeated() {
    queue.offer(A, 5);
    queue.offer(B, 5);
    queue.offer(A, 5);
    assertThat(queue.acknowledge(2)).isEqualTo(new AckOutcome.Removed(2));
    assertThat(queue.acknowledge(2)).isEqualTo(new AckOutcome.Removed(0));
    assertThat(queue.acknowledge(1)).isEqualTo(new AckOutcome.Removed(0));
    assertThat(queue.takeDue(PushQueue.NEVER, 6)).containsExactly(new Push(3, A));
    assertThat(queue.bytes()).isEqualTo(A.length);
  }

  @Test
  void anAcknowledgementOfAPushThatWasNeverMadeIsRefused() {
    queue.offer(A, 5);
    assertThat(queue.acknowledge(2)).isEqualTo(new AckOutcome.BeyondLast(1));
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aPushThatDoesNotFitIsRefusedAndUsesUpNoNumber() {
    queue.offer(new byte[9], 5);
    assertThat(queue.offer(B, 5)).isEqualTo(new PushOutcome.Full(1, 9));
    assertThat(queue.offer(A, 5)).isEqualTo(new PushOutcome.Assigned(2));
    assertThat(queue.offer(new byte[0], 5)).isEqualTo(new PushOutcome.Assigned(3));
    assertThat(queue.offer(new byte[0], 5)).isEqualTo(new PushOutcome.Full(3, 10));
    assertThat(queue.fits(1, 0)).isFalse();
  }

  @Test
  void whatIsDueIsReturnedOnceInTheOrderOfNumbers() {
    queue.offer(A, 5);
    queue.offer(B, 20);
    assertThat(queue.earliestSentAt()).isEqualTo(5);
    assertThat(queue.takeDue(20, 30)).containsExactly(new Push(1, A));
    assertThat(queue.takeDue(20, 30)).isEmpty();
    assertThat(queue.earliestSentAt()).isEqualTo(20);
    assertThat(queue.takeDue(PushQueue.NEVER, 31)).containsExactly(new Push(1, A), new Push(2, B));
    assertThat(queue.earliestSentAt()).isEqualTo(31);
  }

  @Test
  void anEmptyQueueIsNeverDue() {
    assertThat(queue.earliestSentAt()).isEqualTo(PushQueue.NEVER);
    assertThat(queue.takeDue(PushQueue.NEVER, 1)).isEmpty();
  }

  @Test
  void anImageLargerThanTheBoundsLosesNothing() {
    queue.offer(A, 5);
    queue.offer(B, 5);
    PushQueue smaller = PushQueue.restore(queue.image(), 1, 1);
    assertThat(smaller.offer(A, 6)).isEqualTo(new PushOutcome.Full(2, 3));
    assertThat(smaller.takeDue(PushQueue.NEVER, 6)).hasSize(2);
  }

  @Test
  void anImageThatContradictsItselfIsRefused() {
    var third = new PushQueueImage.Push(3, 0, A);
    assertRefused(new PushQueueImage(0, List.of(third)));
    assertRefused(new PushQueueImage(4, List.of(third)));
    assertRefused(new PushQueueImage(-1, List.of()));
  }

  @Test
  void wrongUseIsAnErrorOfTheProgram() {
    queue.offer(A, 5);
    assertThatThrownBy(() -> queue.offer(A, 4)).isInstanceOf(IllegalArgumentException.class);
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
