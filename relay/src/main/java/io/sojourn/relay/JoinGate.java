package io.sojourn.relay;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits how often one address, and everybody together, may try to get in. Thread-safe.
 *
 * <p>Addresses are remembered up to a bound, those not seen for longest are forgotten first; the
 * bound on everybody together holds whatever is forgotten.
 */
final class JoinGate {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private record Source(Bucket joins, Bucket entries) {}

  private final RelayLimits.Joins limits;
  private final TimeMeter meter;
  private final Bucket overall;
  private final Map<Key, Source> sources;

  /** An IPv4 address, or the network part of an IPv6 one: a single site owns the rest. */
  private record Key(boolean v6, long network) {
    static Key of(InetAddress address) {
      byte[] bytes = address.getAddress();
      boolean v6 = address instanceof Inet6Address;
      long network = 0;
      for (int i = 0; i < (v6 ? 8 : bytes.length); i++) {
        network = (network << 8) | (bytes[i] & 0xff);
      }
      return new Key(v6, network);
    }
  }

  JoinGate(RelayLimits.Joins limits, LongSupplier nanos) {
    this.limits = limits;
    this.meter =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanos.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
    this.overall = bucket(limits.overallPerMinute(), limits.overallPerMinute());
    this.sources =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Source> eldest) {
            return size() > limits.sources();
          }
        };
  }

  private Bucket bucket(long capacity, long perMinute) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(capacity).refillGreedy(perMinute, MINUTE))
        .withCustomTimePrecision(meter)
        .build();
  }

  private Source source(InetAddress address) {
    synchronized (sources) {
      return sources.computeIfAbsent(
          Key.of(address),
          key ->
              new Source(
                  bucket(limits.burst(), limits.perSourcePerMinute()),
                  bucket(limits.entriesPerSourcePerMinute(), limits.entriesPerSourcePerMinute())));
    }
  }

  /** Asks for one first message of any kind; answers 0, or the seconds to wait. */
  long enter(InetAddress address) {
    return secondsToWait(source(address).entries().tryConsumeAndReturnRemaining(1));
  }

  /** Asks for one join by code; answers 0, or the seconds to wait. */
  long join(InetAddress address) {
    Bucket own = source(address).joins();
    long wait = secondsToWait(own.tryConsumeAndReturnRemaining(1));
    if (wait != 0) {
      return wait;
    }
    wait = secondsToWait(overall.tryConsumeAndReturnRemaining(1));
    if (wait != 0) {
      own.addTokens(1);
    }
    return wait;
  }

  /** Gives a permit back: the code was right, so it was no guess. */
  void joined(InetAddress address) {
    source(address).joins().addTokens(1);
    overall.addTokens(1);
  }

  private static long secondsToWait(ConsumptionProbe probe) {
    return probe.isConsumed() ? 0 : 1 + probe.getNanosToWaitForRefill() / 1_000_000_000;
  }
}
