package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.session.SlotRecord.Recalled;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a slot that is kept says at the moment of execution (RFC 8881, 2.10.6.5). */
class SlotRecordTest {

  private static final byte[] REPLY = {1};

  private static Recalled recall(SlotRecord kept, long asked, long fingerprint)
      throws XdrException {
    XdrWriter to = new XdrWriter();
    kept.write(to);
    XdrReader from = new XdrReader(to.toBytes());
    Recalled recalled = SlotRecord.recall(from, asked, fingerprint);
    from.requireEnd();
    return recalled;
  }

  @Test
  void whatWasExecutedIsNotExecutedAgain() throws XdrException {
    SlotRecord slot = new SlotRecord(10, 5, true, REPLY);
    assertThat(recall(slot, 10, 5))
        .isInstanceOfSatisfying(
            Recalled.Replay.class, replay -> assertThat(replay.reply()).isEqualTo(REPLY));
    assertThat(recall(slot, 10, 6)).isEqualTo(new Recalled.FalseRetry());
    assertThat(recall(new SlotRecord(10, 5, false, new byte[0]), 10, 5))
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
  void whatIsAheadIsNewAndWhatIsBehindIsNot(long last, long asked, boolean isNew)
      throws XdrException {
    assertThat(recall(new SlotRecord(last, 5, true, REPLY), asked, 5))
        .isEqualTo(isNew ? new Recalled.Unknown() : new Recalled.Behind());
  }
}
