package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.testing.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What tells a retry from another request (RFC 8881, 2.10.6.1.3.1). */
class FingerprintTest {

  private static long of(Principal principal, byte[] operations) {
    return Fingerprint.ofCompound(principal, 1, 2, operations, 0, operations.length);
  }

  /** It is kept with the slots: another function would make every retry a false one. */
  @Test
  void itIsTheSameForEver() {
    assertThat(of(Server.ANN, new byte[0])).isEqualTo(0x72b9_9434_ec55_fdb6L);
    assertThat(of(Server.ANN, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}))
        .isEqualTo(0x09be_d6f4_dd87_5a1fL);
  }

  @Test
  void everyChangeOfOneBitChangesIt() {
    Seeds.run(
        300,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          byte[] bytes = new byte[random.nextInt(1, 100)];
          random.nextBytes(bytes);
          long before = of(Server.ANN, bytes);
          for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(of(Server.ANN, bytes)).isNotEqualTo(before);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
          }
          assertThat(of(Server.ANN, bytes)).isEqualTo(before);
          assertThat(of(Server.ANN, Arrays.copyOf(bytes, bytes.length + 1))).isNotEqualTo(before);
        });
  }

  @Test
  void principalMinorVersionAndCountBelongToIt() {
    byte[] bytes = {1, 2, 3, 4};
    long ann = of(Server.ANN, bytes);
    assertThat(of(Server.BOB, bytes)).isNotEqualTo(ann);
    assertThat(of(new Principal(Principal.AUTH_NONE, Server.ANN.uid(), 100, List.of()), bytes))
        .isNotEqualTo(ann);
    assertThat(of(new Principal(Principal.AUTH_SYS, Server.ANN.uid(), 7, List.of(8L)), bytes))
        .isEqualTo(ann);
    assertThat(Fingerprint.ofCompound(Server.ANN, 2, 2, bytes, 0, 4)).isNotEqualTo(ann);
    assertThat(Fingerprint.ofCompound(Server.ANN, 1, 3, bytes, 0, 4)).isNotEqualTo(ann);
  }

  @Test
  void onlyThePartThatIsNamedBelongsToIt() {
    byte[] within = {9, 9, 1, 2, 3, 4, 9};
    assertThat(Fingerprint.ofCompound(Server.ANN, 1, 2, within, 2, 6))
        .isEqualTo(of(Server.ANN, new byte[] {1, 2, 3, 4}));
  }
}
