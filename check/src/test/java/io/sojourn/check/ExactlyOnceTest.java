package io.sojourn.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.check.ExactlyOnce.Acknowledgement;
import io.sojourn.check.ExactlyOnce.Application;
import io.sojourn.check.ExactlyOnce.Demands;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExactlyOnceTest {

  private final ExactlyOnce oracle = new ExactlyOnce();
  private final Application first = new Application("ann", 1, "c1", 10, "one");
  private final Application second = new Application("ann", 2, "c2", 11, "two");
  private final Acknowledgement told = new Acknowledgement("ann", 1, "c1", "one");

  @BeforeEach
  void aRunInWhichAllWasWell() {
    oracle.applied(first);
    oracle.applied(second);
    oracle.acknowledged(told);
    oracle.acknowledged(told);
    oracle.ended("ann", 12);
    assertThat(oracle.check(new Demands(true, 2, 1, 1, 1))).isEmpty();
  }

  @Test
  void aNumberThatWasAppliedTwiceIsNamed() {
    Application again = new Application("ann", 1, "c1", 12, "one");
    oracle.applied(again);
    found(new Violation.AppliedTwice(first, again));
  }

  @Test
  void aCommandThatWasAppliedUnderTwoNumbersIsNamed() {
    Application again = new Application("bob", 9, "c2", 12, "two");
    oracle.applied(again);
    found(new Violation.AppliedTwice(second, again));
  }

  @Test
  void anAcknowledgedCommandThatIsMissingIsNamed() {
    Acknowledgement lost = new Acknowledgement("ann", 3, "c3", "three");
    Acknowledgement other = new Acknowledgement("ann", 2, "c4", "two");
    oracle.acknowledged(lost);
    oracle.acknowledged(other);
    found(new Violation.AcknowledgedButMissing(lost), new Violation.AcknowledgedButMissing(other));
  }

  @Test
  void aRetryWithAnotherReplyIsNamed() {
    Acknowledgement other = new Acknowledgement("ann", 1, "c1", "eins");
    oracle.acknowledged(other);
    found(new Violation.AnotherReply(other, "one"));
  }

  @Test
  void aRetryWithAnotherReplyIsNamedEvenWhereTheCommandIsMissing() {
    Acknowledgement lost = new Acknowledgement("ann", 3, "c3", "three");
    Acknowledgement other = new Acknowledgement("ann", 3, "c3", "drei");
    oracle.acknowledged(lost);
    oracle.acknowledged(other);
    found(
        new Violation.AcknowledgedButMissing(lost),
        new Violation.AcknowledgedButMissing(other),
        new Violation.AnotherReply(other, "three"));
  }

  @Test
  void anotherOrderIsNamedWhereOrderIsAskedFor() {
    Application fourth = new Application("bob", 4, "c4", 12, "");
    Application third = new Application("bob", 3, "c3", 13, "");
    oracle.applied(fourth);
    oracle.applied(third);
    found();
    assertThat(oracle.check(new Demands(true, 1, 1, 0, 0)))
        .containsExactly(new Violation.OutOfOrder(fourth, third));
  }

  @Test
  void aCommandThatWasAppliedAfterItsSessionsEndIsNamed() {
    Application late = new Application("ann", 3, "c3", 13, "");
    oracle.applied(late);
    oracle.applied(new Application("bob", 3, "c4", 14, ""));
    found(new Violation.AppliedAfterEnd(late, 12));
  }

  @Test
  void aRunInWhichTooLittleHappenedShowsNothing() {
    assertThat(oracle.check(new Demands(false, 3, 2, 2, 2)))
        .isEqualTo(
            List.of(
                new Violation.Vacuous("applied", 2, 3),
                new Violation.Vacuous("acknowledged", 1, 2),
                new Violation.Vacuous("retries", 1, 2),
                new Violation.Vacuous("ended sessions", 1, 2)));
  }

  private void found(Violation... violations) {
    assertThat(oracle.check(Demands.ANY_ORDER)).containsExactly(violations);
  }
}
