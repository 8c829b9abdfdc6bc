package io.sojourn.cluster;

import io.sojourn.engine.LogException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.util.MD5FileUtil;
import org.apache.ratis.util.SizeInBytes;

/**
 * Makes the folder of the first member out of the state that a node had without a cluster: a group
 * of one, with that state as its first snapshot. Made aside, then moved to its place, then signed:
 * a folder without signature is not the folder of a node, and the next attempt begins anew.
 */
final class Adoption {

  private static final String ASIDE = "adopting.tmp";
  private static final long FIRST_TERM = 1;

  private final Path path;
  private final NodeAddress self;

  Adoption(Path path, NodeAddress self) {
    this.path = path.toAbsolutePath().normalize();
    this.self = self;
  }

  void run(long index, InputStream snapshot) throws IOException {
    if (index < 1) {
      throw new IllegalArgumentException("a state has an index of 1 at least, not " + index);
    }
    UUID cluster = NodeFolder.clusterOf(List.of(self));
    try (NodeFolder folder = new NodeFolder(path)) {
      folder.take();
      if (folder.cluster() != null) {
        throw new LogException.Foreign(
            "folder " + path + " belongs to cluster " + folder.cluster() + " already");
      }
      Path aside = path.resolve(ASIDE);
      Durably.deleteTree(aside);
      Durably.deleteTree(folder.raft());
      Path group = aside.resolve(cluster.toString());
      Files.createDirectories(group);
      format(group);
      Path state = group.resolve("sm");
      Files.createDirectories(state);
      write(state, TermIndex.valueOf(FIRST_TERM, index), snapshot);
      Durably.syncTree(aside);
      Durably.move(aside, folder.raft());
      folder.belong(self.id(), cluster, Set.of(self.id()));
    }
  }

  private static void format(Path group) throws IOException {
    RaftStorage storage =
        RaftStorage.newBuilder()
            .setDirectory(group.toFile())
            .setOption(RaftStorage.StartupOption.FORMAT)
            .setLogCorruptionPolicy(RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION)
            .setStorageFreeSpaceMin(SizeInBytes.valueOf(0))
            .build();
    try {
      storage.initialize();
    } finally {
      storage.close();
    }
  }

  private static void write(Path folder, TermIndex at, InputStream snapshot) throws IOException {
    Path file = folder.resolve(SnapshotFolder.name(at));
    MessageDigest digest = MD5FileUtil.newMD5();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
      snapshot.transferTo(out);
    }
    MD5FileUtil.saveMD5File(file.toFile(), MD5Hash.newInstance(digest.digest()));
  }
}
