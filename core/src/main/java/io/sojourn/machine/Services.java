package io.sojourn.machine;

import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The services of this program, each with entries of its own: what a call of one wrote is kept or
 * undone as a whole, and nothing that it throws goes further than here.
 */
final class Services {

  /** Makes the empty entries of a service of a name. */
  @FunctionalInterface
  interface EntriesOf {
    ServiceEntries service(String name);
  }

  /** A service, and its deadline as of when it was last asked. */
  private static final class Hosted {
    final ServiceMachine machine;
    final ServiceEntries entries;
    boolean changed = true;
    long deadline;

    Hosted(ServiceMachine machine, ServiceEntries entries) {
      this.machine = machine;
      this.entries = entries;
    }

    long nextDeadline(long now) {
      if (changed || deadline <= now) {
        deadline = ask(now);
        changed = false;
      }
      return deadline;
    }

    /** A flaw must not stop the node for a tick more or less. */
    private long ask(long now) {
      try {
        long next = machine.nextDeadline(new ReadOnlyServiceState(entries), now);
        return next > now ? next : Deadlines.NEVER;
      } catch (RuntimeException flaw) {
        return Deadlines.NEVER;
      }
    }
  }

  private final TreeMap<String, Hosted> byName = new TreeMap<>();
  private final Limits limits;

  Services(List<ServiceMachine> machines, Limits limits) {
    this(machines, limits, name -> ServiceEntries.of(name, limits));
  }

  /** Lets a test put broken entries in. */
  Services(List<ServiceMachine> machines, Limits limits, EntriesOf entries) {
    this.limits = limits;
    for (ServiceMachine machine : machines) {
      String name = machine.name();
      if (!name.matches(MachineProvider.NAME)) {
        throw new IllegalArgumentException("not the name of a service: " + name);
      }
      if (byName.putIfAbsent(name, new Hosted(machine, entries.service(name))) != null) {
        throw new IllegalArgumentException("two services of the name " + name);
      }
    }
  }

  private Hosted find(String name) {
    Hosted hosted = byName.get(name);
    if (hosted == null) {
      throw new IllegalStateException(
          "the log has something of the service '"
              + name
              + "', which this program lacks: use one that has it");
    }
    return hosted;
  }

  Reply execute(Command.Service asked, SessionTable table, Turn turn) {
    Hosted hosted = find(asked.service());
    Reply refused = refuse(asked.body());
    if (refused != null) {
      return refused;
    }
    hosted.changed = true;
    try {
      byte[] reply =
          hosted.machine.apply(hosted.entries, asked.body(), context(table, turn.index, turn.now));
      requireRoom(reply);
      hosted.entries.keep();
      return new Reply.Executed(reply, false);
    } catch (RuntimeException failure) {
      // Only the class is told: a message could differ between nodes, and replies must not.
      hosted.entries.rollBack();
      return new Reply.Failed(failure.getClass().getName(), false);
    }
  }

  Reply query(String service, byte[] body, SessionTable table, long index, long clusterTime) {
    Hosted hosted = find(service);
    Reply refused = refuse(body);
    if (refused != null) {
      return refused;
    }
    ReadOnlyServiceState readOnly = new ReadOnlyServiceState(hosted.entries);
    try {
      byte[] reply = hosted.machine.query(readOnly, body, context(table, index, clusterTime));
      readOnly.requireUnwritten();
      requireRoom(reply);
      return new Reply.Executed(reply, false);
    } catch (RuntimeException failure) {
      return new Reply.Failed(failure.getClass().getName(), false);
    }
  }

  private static ServiceMachine.Context context(SessionTable table, long index, long clusterTime) {
    return new ServiceMachine.Context(index, clusterTime, new LiveSessions(table));
  }

  private @Nullable Reply refuse(byte[] body) {
    return body.length > limits.serviceBodyBytes()
        ? Refusals.because(
            Refusal.Code.LIMIT_EXCEEDED,
            "A command of a service has at most " + limits.serviceBodyBytes() + " bytes.")
        : null;
  }

  private void requireRoom(byte[] reply) {
    if (reply.length > limits.serviceBodyBytes()) {
      throw new IllegalStateException("the reply is too long");
    }
  }

  /** The earliest deadline of all, as of that cluster time. */
  long nextDeadline(long now) {
    long next = Deadlines.NEVER;
    for (Hosted hosted : byName.values()) {
      next = Math.min(next, hosted.nextDeadline(now));
    }
    return next;
  }

  /** The entries of each service, in the order of their names. */
  List<CapturedEntries> entries() {
    return byName.values().stream().flatMap(hosted -> hosted.entries.parts().stream()).toList();
  }

  /** Puts an entry that a snapshot held. */
  void restore(SnapshotRecord.ServiceRow row) {
    Hosted hosted = find(row.service());
    hosted.entries.restore(row);
    hosted.changed = true;
  }

  /** Puts an entry that a snapshot held. */
  void restore(SnapshotRecord.NumberedRow row) {
    Hosted hosted = find(row.service());
    hosted.entries.restore(row);
    hosted.changed = true;
  }
}
