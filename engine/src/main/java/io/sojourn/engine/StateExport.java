package io.sojourn.engine;

import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.Limits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the whole state that a log holds as one snapshot: how a node that was alone becomes the
 * first of a cluster, and its log that of another kind.
 */
public final class StateExport {

  private StateExport() {}

  /**
   * Replays a log that nobody has started and writes what came of it.
   *
   * @param limits those that the log was written with
   * @param machine that which executed the requests in it, or null
   * @param services those that it has commands of
   * @param to is not closed
   * @return the index of the last entry in the snapshot; 0 if the log is empty, and then nothing is
   *     written
   * @throws IOException if the log does not open, or the snapshot cannot be written
   */
  public static long write(
      ReplicatedLog log,
      Limits limits,
      @Nullable UserStateMachine machine,
      List<ServiceMachine> services,
      OutputStream to)
      throws IOException {
    EngineBuilder engine = SessionEngine.on(log).limits(limits).machine(machine);
    services.forEach(engine::service);
    MachineApplier applier =
        new MachineApplier(engine, new SessionView(), () -> false, new Tally(), () -> {});
    try (log) {
      log.start(applier, role -> {});
      long index = log.status().lastIndex();
      if (index > 0) {
        try (SnapshotSource source = applier.snapshot()) {
          for (ByteBuffer chunk = source.next(); chunk != null; chunk = source.next()) {
            byte[] bytes = new byte[chunk.remaining()];
            chunk.get(bytes);
            to.write(bytes);
          }
        }
      }
      return index;
    }
  }
}
