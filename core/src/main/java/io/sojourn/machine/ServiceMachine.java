package io.sojourn.machine;

/**
 * A state machine of Sojourn's own that lives beside the user's, behind a door of its own: it has
 * entries of its own in the same log and the same snapshots, and keeps exactly-once by itself.
 *
 * <p>Deterministic, like a {@link StateMachine}: what it does may depend on its arguments alone,
 * and nothing is kept in fields, since one instance serves a state and the one that is restored in
 * its place. Called from the thread that applies the log, or under its lock.
 */
public interface ServiceMachine {

  /** Its name in the log, as of {@link MachineProvider#NAME}: never changed. */
  String name();

  /**
   * Executes one command.
   *
   * @param command at most {@link io.sojourn.session.Limits#serviceBodyBytes}, not to be changed
   * @return the reply, for whoever proposed the command; of at most as many bytes, or it fails
   * @throws RuntimeException if it cannot be executed at all: its writes are undone, and the one
   *     who proposed it is told that it failed
   */
  byte[] apply(ServiceState state, byte[] command, Context context);

  /** Answers a query from the state as it is; a write throws. */
  byte[] query(ServiceState readOnly, byte[] query, Context context);

  /**
   * Up to when time has to go on though nothing is written: something of the service is over then.
   * An entry is appended as soon as that moment has come. It says so to nobody: a door looks with a
   * {@link #query} whether there is anything to do. Asked after every entry that had a command of
   * the service.
   *
   * @param now cluster time, in milliseconds since the epoch
   * @return the first such moment behind {@code now}; {@link Long#MAX_VALUE} if there is none
   */
  default long nextDeadline(ServiceState readOnly, long now) {
    return Long.MAX_VALUE;
  }

  /**
   * What the machine knows of the moment.
   *
   * @param index of the entry
   * @param clusterTime milliseconds since the epoch, never going back
   * @param sessions the live sessions of the kernel, as they are now
   */
  record Context(long index, long clusterTime, SessionDirectory sessions) {}
}
