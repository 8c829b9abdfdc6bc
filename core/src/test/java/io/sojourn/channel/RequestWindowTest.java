package io.sojourn.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestWindowTest {

  private static final RequestDecision FRESH = new RequestDecision.Fresh();
  private static final byte[] REPLY = {1, 2, 3};

  private final RequestWindow window = new RequestWindow(4, 100, 10);

  @Test
  void aRequestIsExecutedOnceAndARetryGetsTheSameBytes() {
    run(1, 1);
    assertThat(window.begin(1, 1, 10, false)).isEqualTo(new RequestDecision.Replay(REPLY));
    assertThat(window.begin(1, 1, 10, false)).isEqualTo(new RequestDecision.Replay(REPLY));
  }

  @Test
  void requestsWithoutOrderComeAsTheyLikeAndWithGaps() {
    run(4, 1);
    run(2, 1);
    run(3, 1);
    assertThat(window.begin(2, 1, 20, false)).isEqualTo(new RequestDecision.Replay(REPLY));
    assertThat(shown()).containsExactly(2L, 3L, 4L);
    assertThat(window.nextInOrder()).isEqualTo(1);
  }

  @Test
  void aRequestInOrderWaitsUntilAllBeforeItWereExecuted() {
    assertThat(window.begin(3, 1, 30, true)).isEqualTo(new RequestDecision.OutOfOrder(1));
    run(1, 1);
    assertThat(window.begin(3, 1, 30, true)).isEqualTo(new RequestDecision.OutOfOrder(2));
    run(2, 1);
    assertThat(window.begin(3, 1, 30, true)).isEqualTo(FRESH);
  }

  @Test
  void aRequestInOrderWaitsForNoneThatWasGivenUpAndForNoneThatCameWithoutOrder() {
    run(3, 1);
    assertThat(window.begin(4, 2, 40, true)).isEqualTo(new RequestDecision.OutOfOrder(2));
    assertThat(window.lowestAwaited()).isEqualTo(2);
    assertThat(window.begin(4, 3, 40, true)).isEqualTo(FRESH);
  }

  @Test
  void anAbandonedRequestKeepsThoseBehindItWaiting() {
    window.begin(1, 1, 10, true);
    window.abandon();
    assertThat(window.begin(2, 1, 20, true)).isEqualTo(new RequestDecision.OutOfOrder(1));
  }

  @Test
  void aSequenceMayBeAheadOfTheMarkByTheNumberOfRepliesThatAreKept() {
    assertThat(window.begin(5, 1, 50, false)).isEqualTo(new RequestDecision.Ahead(4));
    assertThat(window.begin(5, 1, 50, true)).isEqualTo(new RequestDecision.Ahead(4));
    run(4, 0);
    run(5, 2);
    assertThat(window.begin(Long.MAX_VALUE, 3, 0, false)).isEqualTo(new RequestDecision.Ahead(6));
    assertThat(window.lowestAwaited()).isEqualTo(3);
  }

  @Test
  void anotherRequestUnderAUsedSequenceIsAFalseRetry() {
    run(1, 1);
    assertThat(window.begin(1, 1, 11, false)).isEqualTo(new RequestDecision.FalseRetry());
  }

  // Ongaro's dissertation, 6.3: the client says which replies it no longer waits for.
  @Test
  void aSequenceBelowTheMarkIsEvictedAndNeverExecuted() {
    run(1, 1);
    run(2, 1);
    run(3, 2);
    assertThat(window.begin(1, 1, 10, false)).isEqualTo(new RequestDecision.Evicted(2));
    assertThat(window.begin(2, 1, 20, false)).isEqualTo(new RequestDecision.Replay(REPLY));
    assertThat(window.size()).isEqualTo(2);
    assertThat(window.bytes()).isEqualTo(2L * REPLY.length);
  }

  @Test
  void theMarkNeverGoesBack() {
    run(5, 5);
    run(6, 1);
    assertThat(window.lowestAwaited()).isEqualTo(5);
    window.release(2);
    assertThat(window.lowestAwaited()).isEqualTo(5);
  }

  @Test
  void aRetryOrAnOldRequestDoesNotMoveTheMark() {
    run(5, 5);
    window.begin(5, 50, 50, false);
    window.begin(1, 50, 10, false);
    assertThat(window.lowestAwaited()).isEqualTo(5);
  }

  @Test
  void aClientThatDoesNotWaitForItsOwnReplyIsTakenAtItsWord() {
    run(3, 8);
    assertThat(window.size()).isZero();
    assertThat(window.begin(3, 8, 30, false)).isEqualTo(new RequestDecision.Evicted(8));
  }

  @Test
  void aReplyThatIsStillAwaitedIsNeverEvictedToMakeRoom() {
    for (int sequence = 1; sequence <= 4; sequence++) {
      run(sequence, 1);
    }
    assertThat(window.begin(5, 1, 50, false)).isEqualTo(new RequestDecision.Ahead(4));
    assertThat(window.begin(1, 1, 10, false)).isEqualTo(new RequestDecision.Replay(REPLY));
    run(5, 2);
  }

  @Test
  void bytesAreBoundedAsIfTheNextReplyWereOfTheLargestSize() {
    RequestWindow tight = new RequestWindow(100, 25, 10);
    for (int sequence = 1; sequence <= 2; sequence++) {
      assertThat(tight.begin(sequence, 1, 0, false)).isEqualTo(FRESH);
      tight.record(sequence, 0, new byte[8]);
    }
    assertThat(tight.begin(3, 1, 0, false)).isEqualTo(new RequestDecision.WindowFull(2, 16));
    assertThat(tight.begin(3, 2, 0, false)).isEqualTo(FRESH);
  }

  @Test
  void anAbandonedRequestIsFreshAgain() {
    window.begin(1, 1, 10, false);
    window.abandon();
    run(1, 1);
  }

  @Test
  void aRestoredWindowKnowsItsRepliesAndItsMark() {
    run(1, 1);
    run(2, 2);
    run(5, 2);
    RequestWindow after = RequestWindow.restore(window.image(), 4, 100, 10);
    assertThat(after.begin(1, 1, 10, false)).isEqualTo(new RequestDecision.Evicted(2));
    assertThat(after.begin(5, 1, 50, false)).isEqualTo(new RequestDecision.Replay(REPLY));
    assertThat(after.image()).isEqualTo(window.image());
    assertThat(after.nextInOrder()).isEqualTo(window.nextInOrder()).isEqualTo(3);
  }

  @Test
  void anImageThatContradictsItselfIsRefused() {
    var one = new RequestWindowImage.Reply(1, 0, REPLY);
    var last = new RequestWindowImage.Reply(Long.MAX_VALUE, 0, REPLY);
    assertRefused(new RequestWindowImage(-1, List.of()));
    assertRefused(new RequestWindowImage(2, List.of(one)));
    assertRefused(new RequestWindowImage(0, List.of(one, one)));
    assertRefused(new RequestWindowImage(0, List.of(last, one)));
  }

  @Test
  void theLargestSequenceIsAnOrdinaryOne() {
    run(Long.MAX_VALUE, Long.MAX_VALUE);
    assertThat(window.begin(Long.MAX_VALUE, 0, fingerprint(Long.MAX_VALUE), false))
        .isEqualTo(new RequestDecision.Replay(REPLY));
  }

  @Test
  void wrongUseIsAnErrorOfTheProgram() {
    assertThatThrownBy(() -> window.begin(-1, 0, 0, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> window.abandon()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> window.record(1, 0, REPLY)).isInstanceOf(IllegalStateException.class);
    window.begin(1, 0, 0, false);
    assertThatThrownBy(() -> window.begin(2, 0, 0, false))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> window.image()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> window.record(1, 0, new byte[11]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RequestWindow(1, 9, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anImageLargerThanTheBoundsLosesNothingAndRefusesUntilThereIsRoom() {
    for (int sequence = 1; sequence <= 4; sequence++) {
      run(sequence, 1);
    }
    RequestWindow smaller = RequestWindow.restore(window.image(), 3, 30, 10);
    assertThat(smaller.begin(4, 1, 40, true)).isEqualTo(new RequestDecision.Replay(REPLY));
    assertThat(smaller.begin(5, 1, 50, true)).isEqualTo(new RequestDecision.Ahead(3));
    assertThat(smaller.begin(5, 3, 50, true)).isEqualTo(FRESH);
  }

  private void run(long sequence, long awaited) {
    assertThat(window.begin(sequence, awaited, fingerprint(sequence), false)).isEqualTo(FRESH);
    window.record(sequence, fingerprint(sequence), REPLY);
  }

  private static long fingerprint(long sequence) {
    return sequence * 10;
  }

  private List<Long> shown() {
    List<Long> sequences = new ArrayList<>();
    window.forEach((sequence, fingerprint, reply) -> sequences.add(sequence));
    return sequences;
  }

  private static void assertRefused(RequestWindowImage image) {
    assertThatThrownBy(() -> RequestWindow.restore(image, 4, 100, 10))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
