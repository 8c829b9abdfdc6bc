package io.sojourn.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What happened in a storm of duplicates.
 *
 * <p>Thread-safe.
 */
final class StormTally {

  private static final int WRONG_MAX = 20;

  /** Copies of commands sent. */
  final LongAdder copies = new LongAdder();

  /** Replies received. */
  final LongAdder replies = new LongAdder();

  /** Those of them that said that the command had been executed before. */
  final LongAdder replayed = new LongAdder();

  /** Copies refused, or of an outcome that was not known. */
  final LongAdder errors = new LongAdder();

  /** Connections that had the session. */
  final LongAdder connections = new LongAdder();

  /** Connections that a node refused because another leads. */
  final LongAdder sentAway = new LongAdder();

  /** Connections that were broken off with copies under way. */
  final LongAdder brokenOff = new LongAdder();

  /** Commands that have a reply. */
  final LongAdder answered = new LongAdder();

  private final List<String> wrong = new ArrayList<>();

  /** Notes what must not be. */
  synchronized void wrong(String what) {
    if (wrong.size() < WRONG_MAX) {
      wrong.add(what);
    }
  }

  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }
}
