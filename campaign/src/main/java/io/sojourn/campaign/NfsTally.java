package io.sojourn.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the lanes did, and what was wrong.
 *
 * <p>Thread-safe.
 */
final class NfsTally {

  private static final int SHOWN_MAX = 300;

  /** Requests that were answered at first. */
  final LongAdder answered = new LongAdder();

  /** Answered requests whose answer was asked for again, and came as the same bytes. */
  final LongAdder askedAgain = new LongAdder();

  /** Requests that were not answered and whose effect was there. */
  final LongAdder effectThere = new LongAdder();

  /** Requests that were not answered and whose effect was not there. */
  final LongAdder effectMissing = new LongAdder();

  /** Requests that were not answered and had no effect to look for. */
  final LongAdder withoutEffect = new LongAdder();

  /** Requests that had taken effect and whose reply nobody had asked to keep. */
  final LongAdder notKept = new LongAdder();

  /** Folders that were read and compared. */
  final LongAdder compared = new LongAdder();

  private final List<String> wrong = new ArrayList<>();

  /** Notes what no correct server does. */
  synchronized void wrong(String what) {
    wrong.add(what.length() > SHOWN_MAX ? what.substring(0, SHOWN_MAX) + " ..." : what);
  }

  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }
}
