package io.sojourn.bench;

import io.sojourn.cluster.NodeAddress;
import io.sojourn.cluster.RatisLog;
import io.sojourn.cluster.RatisLogOptions;
import io.sojourn.engine.Applier;
import io.sojourn.engine.Role;
import io.sojourn.engine.SnapshotSource;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A node of the log that Sojourn's clusters have, with nothing on it. Whoever asks the leader over
 * its port has it keep a number of commands under way, or send them at a rate; they are made in
 * this process.
 */
public final class RawLogNode {

  private RawLogNode() {}

  /** Runs until it is ended: {@code RawLogNode NODE PEERS PORT FOLDER}. */
  public static void main(String[] args) throws IOException {
    RatisLog log =
        RatisLog.of(
            Path.of(args[3]),
            NodeAddress.parse(args[0]),
            NodeAddress.parseAll(args[1]),
            RatisLogOptions.defaults());
    boolean[] leads = new boolean[1];
    log.start(
        new Nothing(),
        role -> {
          synchronized (leads) {
            leads[0] = role instanceof Role.Leader;
          }
        });
    int port = Integer.parseInt(args[2]);
    try (ServerSocket listener = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        Socket socket = listener.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        int outstanding = in.readInt();
        double seconds = in.readDouble();
        int perSecond = in.readInt(); // 0: whatever is answered
        boolean leader;
        synchronized (leads) {
          leader = leads[0];
        }
        out.writeBoolean(leader);
        if (leader && outstanding > 0) {
          RawLogLoad load = new RawLogLoad(log, outstanding);
          LoadResult result =
              perSecond == 0 ? load.run(seconds) : load.run(Schedule.of(perSecond, seconds));
          out.writeLong(result.answered());
          out.writeDouble(result.perSecond());
          out.writeDouble(result.p50());
          out.writeDouble(result.p99());
          out.writeDouble(result.longestGap());
        }
        out.flush();
      }
    } catch (EOFException over) {
      log.close();
    }
  }

  /** A state machine with no state: what is applied is forgotten. */
  static final class Nothing implements Applier {

    @Override
    public void apply(long index, ByteBuffer entry) {}

    @Override
    public SnapshotSource snapshot() {
      return new SnapshotSource() {
        @Override
        public @Nullable ByteBuffer next() {
          return null;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void restore(long index, InputStream snapshot) {}
  }
}
