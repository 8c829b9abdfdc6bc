package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.session.SlotRecord.Recalled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a slot that is kept says at the moment of execution (RFC 8881, 2.10.6.5). */
class SlotRecordTest {

  private static final byte[] REPLY = {1};

  @Test
  void whatWasExecutedIsNotExecutedAgain() {
    SlotRecord slot = new SlotRecord(10, 5, true, REPLY);
    assertThat(slot.recall(10, 5)).isEqualTo(new Recalled.Replay(REPLY));
    assertThat(slot.recall(10, 6)).isEqualTo(new Recalled.FalseRetry());
    assertThat(new SlotRecord(10, 5, false, new byte[0]).recall(10, 5))
        .isEqualTo(new Recalled.ReplyNotKept());
  }

  @ParameterizedTest
  @CsvSource({
    "10, 11, true",
    "10, 12, true",
    "10, 2147483657, true",
    "10, 2147483658, false",
    "10, 9, false",
    "10, 0, false",
    "10, 1, true",
    "4294967295, 0, true",
    "4294967295, 1, true",
    "4294967295, 4294967294, false"
  })
  void whatIsAheadIsNewAndWhatIsBehindIsNot(long last, long asked, boolean isNew) {
    assertThat(new SlotRecord(last, 5, true, REPLY).recall(asked, 5))
        .isEqualTo(isNew ? new Recalled.Unknown() : new Recalled.Behind());
  }
}
