package io.sojourn.server;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} header field (RFC 9110 section 5.6.7), formatted once per second. */
final class HttpDate {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static volatile HttpDate latest = new HttpDate(0);

  private final long epochSecond;
  private final String text;

  private HttpDate(long epochSecond) {
    this.epochSecond = epochSecond;
    this.text = FORMAT.format(Instant.ofEpochSecond(epochSecond));
  }

  /** The time now. Threads may race to format the same second, to the same result. */
  static String now() {
    long second = Instant.now().getEpochSecond();
    HttpDate date = latest;
    if (date.epochSecond != second) {
      date = new HttpDate(second);
      latest = date;
    }
    return date.text;
  }
}
