package io.sojourn.server;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failed authentications per source: past the bound the answer is 429 instead of 401.
 *
 * <p>Only failures count, and a valid credential is never refused here: secrets have 256 random
 * bits, so the bound is there to keep floods out of log and CPU, and several clients may share one
 * address. IPv6 sources are counted by their /64 network, since one host owns all of it. The table
 * is bounded; the source that was quiet longest is forgotten first.
 */
final class FailedAttempts {

  /** How many failures a source has at once. */
  static final int BURST = 20;

  /** In which time a source gets all of them back. */
  static final Duration REFILL = Duration.ofMinutes(1);

  private static final int MAX_SOURCES = 10_000;
  private static final int IPV6_NETWORK_BYTES = 8;

  private final Map<Source, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Source, Bucket> eldest) {
          return size() > MAX_SOURCES;
        }
      };

  /** The part of an address that names who is behind it. */
  private record Source(String network) {
    static Source of(InetAddress address) {
      byte[] bytes = address.getAddress();
      return new Source(
          Arrays.toString(bytes.length > 4 ? Arrays.copyOf(bytes, IPV6_NETWORK_BYTES) : bytes));
    }
  }

  /**
   * Counts one failure.
   *
   * @return 0, or how many seconds the source must wait since it has failed too often
   */
  synchronized long count(InetAddress address) {
    Bucket bucket = buckets.computeIfAbsent(Source.of(address), source -> newBucket());
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? 0
        : Math.max(1, Math.ceilDiv(probe.getNanosToWaitForRefill(), 1_000_000_000L));
  }

  private static Bucket newBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(BURST).refillGreedy(BURST, REFILL))
        .build();
  }
}
