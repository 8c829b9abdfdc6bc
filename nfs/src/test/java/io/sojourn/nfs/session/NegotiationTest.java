package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.CreateSessionFlags.CONN_BACK_CHAN;
import static io.sojourn.nfs.session.Server.USUAL;
import static io.sojourn.nfs.session.Server.attributes;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.testing.Seeds;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is granted of the attributes of both channels (RFC 8881, 18.36.3). */
class NegotiationTest {

  private static final long HUGE = 0xffff_ffffL;
  private static final SessionLimits LIMITS = SessionLimits.DEFAULT;

  private final Negotiation negotiation = new Negotiation(LIMITS);

  private @Nullable Status refusal(int flags, ChannelAttributes fore, ChannelAttributes back) {
    return negotiation.refusal(
        Server.create(1, 1, flags, fore, back, List.of(new CallbackSecurity.None())));
  }

  @Test
  void whateverIsHugeIsClamped() {
    ChannelAttributes huge =
        new ChannelAttributes(HUGE, HUGE, HUGE, HUGE, HUGE, HUGE, OptionalInt.of(-1));
    assertThat(negotiation.fore(huge))
        .isEqualTo(
            new ChannelAttributes(
                0,
                LIMITS.requestBytesMax(),
                LIMITS.responseBytesMax(),
                LIMITS.cachedBytesMax(),
                LIMITS.operationsMax(),
                LIMITS.foreSlots(),
                OptionalInt.empty()));
    assertThat(negotiation.foreSlotsMax(huge)).isEqualTo(LIMITS.foreSlotsMax());
    assertThat(negotiation.back(huge))
        .isEqualTo(
            new ChannelAttributes(
                0,
                LIMITS.requestBytesMax(),
                LIMITS.responseBytesMax(),
                LIMITS.cachedBytesMax(),
                HUGE,
                LIMITS.backSlotsMax(),
                OptionalInt.empty()));
  }

  @Test
  void nothingIsGrantedBeyondWhatWasAskedOrMayBe() {
    Seeds.run(
        2000,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          ChannelAttributes asked =
              attributes(any(random), any(random), any(random), any(random), any(random));
          for (ChannelAttributes got : List.of(negotiation.fore(asked), negotiation.back(asked))) {
            assertThat(got.headerPadBytes()).isZero();
            assertThat(got.requestBytesMax())
                .isEqualTo(Math.min(asked.requestBytesMax(), LIMITS.requestBytesMax()));
            assertThat(got.responseBytesMax())
                .isEqualTo(Math.min(asked.responseBytesMax(), LIMITS.responseBytesMax()));
            assertThat(got.cachedBytesMax())
                .isEqualTo(Math.min(asked.cachedBytesMax(), LIMITS.cachedBytesMax()));
            assertThat(got.operationsMax()).isLessThanOrEqualTo(asked.operationsMax());
            assertThat(got.requestsMax()).isLessThanOrEqualTo(asked.requestsMax());
          }
          assertThat((long) negotiation.foreSlotsMax(asked))
              .isBetween(
                  negotiation.fore(asked).requestsMax(),
                  Math.max(asked.requestsMax(), negotiation.fore(asked).requestsMax()));
        });
  }

  private static long any(SplittableRandom random) {
    return random.nextLong(1L << random.nextInt(1, 33));
  }

  /** A channel on which the smallest message does not fit is of no use (NFS4ERR_TOOSMALL). */
  @ParameterizedTest
  @CsvSource({
    "88, 80, 0, 1, 1, true",
    "87, 80, 0, 1, 1, false",
    "88, 79, 0, 1, 1, false",
    "88, 80, 0, 0, 1, false",
    "88, 80, 0, 1, 0, false",
    "0, 0, 0, 0, 0, false",
    "512, 400, 10, 8, 8, true"
  })
  void theForeChannelHasItsFloors(
      long request, long response, long cached, long operations, long slots, boolean enough) {
    ChannelAttributes asked = attributes(request, response, cached, operations, slots);
    assertThat(refusal(0, asked, USUAL)).isEqualTo(enough ? null : Status.TOOSMALL);
  }

  @ParameterizedTest
  @CsvSource({
    "96, 76, 2, 1, true",
    "95, 76, 2, 1, false",
    "96, 75, 2, 1, false",
    "96, 76, 1, 1, false",
    "96, 76, 2, 0, false"
  })
  void theBackChannelHasItsFloors(
      long request, long response, long operations, long slots, boolean enough) {
    ChannelAttributes asked = attributes(request, response, 0, operations, slots);
    Status expected = enough ? null : Status.TOOSMALL;
    assertThat(refusal(CONN_BACK_CHAN, USUAL, asked)).isEqualTo(expected);
    // Without a connection for it now, it may get one later: the same floors, but for no slots.
    assertThat(refusal(0, USUAL, asked)).isEqualTo(slots == 0 ? null : expected);
  }

  @Test
  void whoAsksForNoBackChannelAtAllHasNone() {
    ChannelAttributes none = attributes(0, 0, 0, 0, 0);
    assertThat(refusal(0, USUAL, none)).isNull();
    assertThat(negotiation.back(none).requestsMax()).isZero();
  }

  /** The floors are what the smallest messages really take. */
  @Test
  void theSmallestAnswerIsAsLongAsItsFloor() {
    byte[] call =
        CallbackCodec.encode(
            new SessionKey(1, 2), 1, 0, 0, List.of(), new CallbackOperation.RecallSlot(0));
    int recallSlot = 8;
    assertThat(40 + call.length - recallSlot).isEqualTo(Negotiation.BACK_REQUEST_BYTES_MIN);
  }
}
