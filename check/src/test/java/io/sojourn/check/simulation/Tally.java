package io.sojourn.check.simulation;

/** How often what happened in one run, or in many. */
final class Tally {

  long runs;
  long events;
  long entries;
  long commands;
  long applied;
  long acknowledged;
  long replayed;
  long unknown;
  long reads;
  long elections;
  long installs;
  long snapshots;
  long crashes;
  long tornTails;
  long wipes;

  /** Nodes that became members, that were removed, and that lost their disk for good. */
  long joins;

  long removals;
  long lost;
  long pauses;
  long partitions;
  long clockJumps;
  long losses;
  long repeats;
  long cut;
  long sessions;
  long expiries;
  long fenced;
  long falseRetries;
  long evicted;
  long outOfOrder;
  long pushes;
  long resent;
  long deadLetters;
  long clientRestarts;
  long internals;
  long settings;
  long codes;
  long joined;

  void add(Tally other) {
    for (var field : Tally.class.getDeclaredFields()) {
      try {
        field.setLong(this, field.getLong(this) + field.getLong(other));
      } catch (IllegalAccessException e) {
        throw new LinkageError("the fields of this class are its own", e);
      }
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (var field : Tally.class.getDeclaredFields()) {
      try {
        text.append(text.isEmpty() ? "" : ", ");
        text.append(field.getName()).append(' ').append(field.getLong(this));
      } catch (IllegalAccessException e) {
        throw new LinkageError("the fields of this class are its own", e);
      }
    }
    return text.toString();
  }
}
