package io.sojourn.campaign;

import io.sojourn.check.ExactlyOnce.Acknowledgement;
import io.sojourn.check.HistoryRecorder;
import io.sojourn.check.KeyValueSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What clients did and what they were told.
 *
 * <p>Thread-safe.
 */
final class Evidence {

  /**
   * What is counted once: a command that adds one to a key of its own.
   *
   * @param session whose
   * @param sequence its number in the session
   * @param key which no other command has
   */
  record Once(String session, long sequence, String key) {}

  /**
   * A command that was done.
   *
   * @param invoked when it was asked for, by {@link System#nanoTime}
   * @param answered when the answer was there
   */
  record Span(long invoked, long answered) {}

  /** Operations on keys that several clients share. */
  final HistoryRecorder<KeyValueSpec.Op, KeyValueSpec.Result> history = new HistoryRecorder<>();

  /** How many commands and queries were done. */
  final LongAdder done = new LongAdder();

  /** How many were refused: certainly not done. */
  final LongAdder refused = new LongAdder();

  /** How many may have been done. */
  final LongAdder unknown = new LongAdder();

  /** How often a client lost its line. */
  final LongAdder lost = new LongAdder();

  private final Map<String, Once> sent = new HashMap<>();
  private final List<Acknowledgement> acknowledged = new ArrayList<>();
  private final List<Span> spans = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  /** Notes a command before it is sent. */
  synchronized void sent(Once command) {
    sent.put(command.key(), command);
  }

  /** Notes what the client was told. */
  synchronized void acknowledged(Once command, String reply) {
    acknowledged.add(
        new Acknowledgement(command.session(), command.sequence(), command.key(), reply));
  }

  /** Notes when something was done. */
  synchronized void span(long invoked, long answered) {
    spans.add(new Span(invoked, answered));
  }

  /** Notes what must not happen to any client. */
  synchronized void trouble(String what) {
    troubles.add(what);
  }

  /** Every command that was sent, by its key. */
  synchronized Map<String, Once> sent() {
    return Map.copyOf(sent);
  }

  synchronized List<Acknowledgement> acknowledged() {
    return List.copyOf(acknowledged);
  }

  synchronized List<Span> spans() {
    return List.copyOf(spans);
  }

  synchronized List<String> troubles() {
    return List.copyOf(troubles);
  }
}
