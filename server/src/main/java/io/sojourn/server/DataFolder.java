package io.sojourn.server;

import io.sojourn.cluster.RatisLog;
import io.sojourn.cluster.RatisLogOptions;
import io.sojourn.engine.FileLog;
import io.sojourn.engine.FileLogOptions;
import io.sojourn.engine.LogException;
import io.sojourn.engine.ReplicatedLog;
import io.sojourn.engine.StateExport;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.server.ServerStartException.Reason;
import io.sojourn.session.Limits;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server keeps: {@code log/}, the log of a server alone, or {@code cluster/}, that of a node
 * of a cluster; {@code machine}, which state machine wrote it; and {@code admin.key}, the first API
 * key. For the server's user only.
 */
record DataFolder(Path path) {

  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
  private static final String ALONE = "log";
  private static final String TOGETHER = "cluster";
  private static final String BEFORE = "log.before-cluster";

  /** Makes the folder if it is not there. */
  void make() throws IOException {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] ownerOnly =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
            }
            : new FileAttribute<?>[0];
    Files.createDirectories(path, ownerOnly);
  }

  /** Where the log of a server alone is. */
  Path alone() {
    return path.resolve(ALONE);
  }

  /**
   * The log of a server alone, not yet started.
   *
   * @throws ServerStartException if the folder is that of a node
   */
  ReplicatedLog log() {
    if (Files.exists(path.resolve(TOGETHER))) {
      throw new ServerStartException(
          Reason.FOLDER_UNUSABLE,
          "the data folder "
              + path
              + " is that of a node of a cluster: start it with --node and --peers as before",
          null);
    }
    return new FileLog(alone(), FileLogOptions.defaults());
  }

  /**
   * The log of a node, not yet started. What a server alone has kept here becomes that of the first
   * node.
   *
   * @param machine what executed the requests of the server alone, or null
   * @param services what stood beside it
   */
  RatisLog log(
      ClusterConfig part, @Nullable UserStateMachine machine, List<ServiceMachine> services)
      throws IOException {
    Path folder = path.resolve(TOGETHER);
    if (Files.exists(alone())) {
      adopt(part, folder, machine, services);
    }
    RatisLogOptions options =
        RatisLogOptions.defaults()
            .withLeaderLease(part.leaderLease())
            .with(new RatisLogOptions.Network(part.tls(), part.plaintextAnywhere(), part.listen()));
    try {
      return part.peers().isEmpty()
          ? RatisLog.joining(folder, part.self(), options)
          : RatisLog.of(folder, part.self(), part.peers(), options);
    } catch (IllegalArgumentException wrong) {
      throw new ServerStartException(Reason.FOLDER_UNUSABLE, message(wrong), wrong);
    }
  }

  private void adopt(
      ClusterConfig part,
      Path folder,
      @Nullable UserStateMachine machine,
      List<ServiceMachine> services)
      throws IOException {
    if (!part.peers().equals(List.of(part.self()))) {
      throw new ServerStartException(
          Reason.FOLDER_UNUSABLE,
          "the data folder "
              + path
              + " is that of a server alone: start it with --peers "
              + part.self()
              + " and no others, then add them one by one (sojourn cluster add)",
          null);
    }
    Path old = alone();
    Path state = path.resolve("state.tmp");
    try {
      long index;
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(state))) {
        ReplicatedLog log = new FileLog(old, FileLogOptions.defaults());
        index = StateExport.write(log, Limits.DEFAULT, machine, services, out);
      }
      if (index > 0) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(state))) {
          RatisLog.adopt(folder, part.self(), index, in);
        } catch (LogException.Foreign adoptedBefore) {
          LOG.info("The cluster's log has the state already");
        }
      }
    } finally {
      Files.deleteIfExists(state);
    }
    // Only now: after a crash before this line everything is done again.
    Files.move(old, path.resolve(BEFORE));
    LOG.info("What the server kept alone is in the cluster's log now; {} can be deleted", BEFORE);
  }

  /** Why a log did not open, for the one who starts the server. */
  ServerStartException cannotOpen(IOException why) {
    return switch (why) {
      case LogException.InUse e -> new ServerStartException(Reason.FOLDER_LOCKED, message(e), e);
      case LogException.NewerFormat e -> new ServerStartException(Reason.NEWER_DATA, message(e), e);
      case LogException e -> new ServerStartException(Reason.FOLDER_UNUSABLE, message(e), e);
      default ->
          new ServerStartException(
              Reason.FOLDER_UNUSABLE,
              "cannot use the data folder " + path + ": " + DiskTrouble.whyNotMade(why),
              why);
    };
  }

  private static String message(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
