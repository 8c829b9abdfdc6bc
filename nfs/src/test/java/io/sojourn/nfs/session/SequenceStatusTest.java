package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The bits of sr_status_flags (RFC 8881, 18.46.1). */
class SequenceStatusTest {

  @Test
  void thereAreThirteenBitsFromTheLowestUp() {
    assertThat(SequenceStatus.values()).hasSize(13);
    int bit = 1;
    for (SequenceStatus flag : SequenceStatus.values()) {
      assertThat(flag.bit()).isEqualTo(bit);
      bit <<= 1;
    }
    assertThat(SequenceStatus.BACKCHANNEL_FAULT.bit()).isEqualTo(0x400);
  }

  @Test
  void setsAndBitsAreTheSame() {
    assertThat(SequenceStatus.bits(Set.of())).isZero();
    Set<SequenceStatus> some =
        EnumSet.of(SequenceStatus.CB_PATH_DOWN, SequenceStatus.CB_PATH_DOWN_SESSION);
    assertThat(SequenceStatus.bits(some)).isEqualTo(0x201);
    assertThat(SequenceStatus.of(0x201)).isEqualTo(some);
    assertThat(SequenceStatus.bits(EnumSet.allOf(SequenceStatus.class))).isEqualTo(0x1fff);
    assertThat(SequenceStatus.of(-1)).hasSize(13);
  }
}
