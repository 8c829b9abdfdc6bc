package io.sojourn.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The oracle of exactly-once: compares what took effect, as the state itself tells it after the
 * run, with what clients were told. Linear in the number of records; needs no search.
 *
 * <p>A command is named by its session and sequence and, for itself, by an id that no other command
 * has. Applications are those of the surviving state, in its order: what a crash undid is left out.
 *
 * <p>Thread-safe; records may come in any order but for applications.
 */
public final class ExactlyOnce {

  /**
   * A command that took effect.
   *
   * @param session whose
   * @param sequence its number within the session
   * @param command its own id
   * @param index where in the log, or any other number that grows with it
   * @param reply what it answered
   */
  public record Application(
      String session, long sequence, String command, long index, String reply) {}

  /**
   * A command whose client was told its reply, for the first time or again.
   *
   * @param session whose
   * @param sequence its number within the session
   * @param command its own id
   * @param reply what the client was told
   */
  public record Acknowledgement(String session, long sequence, String command, String reply) {}

  /**
   * What is asked of a run.
   *
   * @param inOrder whether each session's commands must take effect in the order of their numbers
   * @param appliedMin how many commands must have taken effect
   * @param acknowledgedMin how many commands must have been acknowledged, each counted once
   * @param retriesMin how many further acknowledgements of the same commands there must be
   * @param endedMin how many sessions must have ended
   */
  public record Demands(
      boolean inOrder, long appliedMin, long acknowledgedMin, long retriesMin, long endedMin) {

    /** Asks for no order, and for one command that took effect and was acknowledged. */
    public static final Demands ANY_ORDER = new Demands(false, 1, 1, 0, 0);
  }

  private record Slot(String session, long sequence) {}

  private final List<Application> applications = new ArrayList<>();
  private final List<Acknowledgement> acknowledgements = new ArrayList<>();
  private final Map<String, Long> ends = new HashMap<>();

  /** Records a command that took effect; in the order of the log. */
  public synchronized void applied(Application application) {
    applications.add(application);
  }

  /** Records that a client was told a reply. */
  public synchronized void acknowledged(Acknowledgement acknowledgement) {
    acknowledgements.add(acknowledgement);
  }

  /** Records where in the log a session ended; the first time counts. */
  public synchronized void ended(String session, long index) {
    ends.merge(session, index, Math::min);
  }

  /** All violations, those of applications first; empty if the run was as it should be. */
  public synchronized List<Violation> check(Demands demands) {
    List<Violation> found = new ArrayList<>();
    Map<Slot, Application> bySlot = checkApplications(demands, found);
    Map<Slot, Acknowledgement> told = new HashMap<>();
    for (Acknowledgement acknowledgement : acknowledgements) {
      Slot slot = new Slot(acknowledgement.session(), acknowledgement.sequence());
      Acknowledgement first = told.putIfAbsent(slot, acknowledgement);
      Application application = bySlot.get(slot);
      if (application == null || !application.command().equals(acknowledgement.command())) {
        found.add(new Violation.AcknowledgedButMissing(acknowledgement));
      } else if (!application.reply().equals(acknowledgement.reply())) {
        found.add(new Violation.AnotherReply(acknowledgement, application.reply()));
      }
      if (first != null
          && first.command().equals(acknowledgement.command())
          && !first.reply().equals(acknowledgement.reply())
          && (application == null || !first.reply().equals(application.reply()))) {
        found.add(new Violation.AnotherReply(acknowledgement, first.reply()));
      }
    }
    atLeast("applied", applications.size(), demands.appliedMin(), found);
    atLeast("acknowledged", told.size(), demands.acknowledgedMin(), found);
    atLeast("retries", acknowledgements.size() - told.size(), demands.retriesMin(), found);
    atLeast("ended sessions", ends.size(), demands.endedMin(), found);
    return found;
  }

  private Map<Slot, Application> checkApplications(Demands demands, List<Violation> found) {
    Map<Slot, Application> bySlot = new HashMap<>();
    Map<String, Application> byCommand = new HashMap<>();
    Map<String, Application> highest = new HashMap<>();
    for (Application application : applications) {
      Application sameSlot =
          bySlot.putIfAbsent(new Slot(application.session(), application.sequence()), application);
      Application same = byCommand.putIfAbsent(application.command(), application);
      Application before = sameSlot == null ? same : sameSlot;
      if (before != null) {
        found.add(new Violation.AppliedTwice(before, application));
      }
      Long endedAt = ends.get(application.session());
      if (endedAt != null && application.index() > endedAt) {
        found.add(new Violation.AppliedAfterEnd(application, endedAt));
      }
      @Nullable Application last = highest.get(application.session());
      if (last == null || application.sequence() > last.sequence()) {
        highest.put(application.session(), application);
      } else if (demands.inOrder() && application.sequence() < last.sequence()) {
        found.add(new Violation.OutOfOrder(last, application));
      }
    }
    return bySlot;
  }

  private static void atLeast(String what, long count, long least, List<Violation> found) {
    if (count < least) {
      found.add(new Violation.Vacuous(what, count, least));
    }
  }
}
