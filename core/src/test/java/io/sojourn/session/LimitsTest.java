package io.sojourn.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.testing.LimitsWith;
import java.lang.reflect.RecordComponent;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

  /** Changing a default changes what running nodes refuse: it must be meant. */
  @Test
  void theDefaultsAreTheRecordedOnes() {
    assertThat(Limits.DEFAULT)
        .hasToString(
            "Limits[sessions=1000000, codes=100000, userIdLength=256, nameLength=128,"
                + " capabilities=64, capabilityValueLength=1024, attributes=128,"
                + " attributeValueLength=16384, attributesLength=65536, lifeMillis=31536000000,"
                + " idleTimeoutMillis=2592000000, codeLifeMillis=86400000,"
                + " retentionMillis=3600000, requestBytes=1048576, replyBytes=1048576,"
                + " windowRequests=1024, windowBytes=4194304, pushes=1024, pushBytes=4194304,"
                + " deadLetters=64, internalCommands=1024, internalReplyBytes=4096, settings=64,"
                + " settingBytes=4096, stateEntries=1000000, stateBytes=268435456,"
                + " serviceEntries=10000000, serviceBytes=1073741824, serviceBodyBytes=2097152]");
  }

  static Stream<String> everyBound() {
    return Stream.of(Limits.class.getRecordComponents()).map(RecordComponent::getName);
  }

  @ParameterizedTest
  @MethodSource("everyBound")
  void noBoundMayBeNegative(String name) {
    assertThatThrownBy(() -> LimitsWith.bound(name, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @MethodSource("everyBound")
  void onlyTheRetentionMayBeNothing(String name) {
    if (name.equals("retentionMillis")) {
      assertThat(LimitsWith.bound(name, 0).retentionMillis()).isZero();
    } else {
      assertThatThrownBy(() -> LimitsWith.bound(name, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lifeMillis", "idleTimeoutMillis", "codeLifeMillis", "retentionMillis"})
  void noDurationMayBeSoLongThatItsEndOverflows(String name) {
    LimitsWith.bound(name, Limits.MILLIS_MAX);
    assertThatThrownBy(() -> LimitsWith.bound(name, Limits.MILLIS_MAX + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Limits.MILLIS_MAX + Limits.MILLIS_MAX).isPositive().isLessThan(LiveCode.WITH_HOST);
  }

  @Test
  void aWindowHasRoomForOneReply() {
    assertThatThrownBy(() -> LimitsWith.bound("windowBytes", Limits.DEFAULT.replyBytes() - 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(LimitsWith.bound("windowBytes", Limits.DEFAULT.replyBytes())).isNotNull();
  }
}
