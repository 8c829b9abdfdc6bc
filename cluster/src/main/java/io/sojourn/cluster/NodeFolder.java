package io.sojourn.cluster;

import io.sojourn.engine.LogException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one node: whose it is and which cluster's, in a small file that is written before
 * anything else and never lies, and below it the folder of Ratis.
 */
final class NodeFolder implements AutoCloseable {

  static final String IDENTITY = "node.properties";
  static final String LOCK = "node.lock";
  static final String RAFT = "raft";
  static final String REMOVED = "removed";

  /** In the message that a node of another cluster answers to an invitation. */
  static final String BELONGS = " belongs to cluster ";

  private static final String FORMAT = "1";

  private final Path folder;
  private @Nullable FileChannel lockFile;
  private @Nullable FileLock lock;
  private volatile @Nullable Identity identity;

  /**
   * What the file says.
   *
   * @param members the names of those who were members when this was last written
   */
  private record Identity(String node, UUID cluster, Set<String> members) {}

  NodeFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  Path raft() {
    return folder.resolve(RAFT);
  }

  Path removed() {
    return folder.resolve(REMOVED);
  }

  Path group(UUID cluster) {
    return raft().resolve(cluster.toString());
  }

  /** The cluster that this folder is of, or null if it is of none yet. */
  @Nullable UUID cluster() {
    Identity known = identity;
    return known == null ? null : known.cluster();
  }

  /** The members that the cluster had when it was last heard of; none if it is of no cluster. */
  Set<String> members() {
    Identity known = identity;
    return known == null ? Set.of() : known.members();
  }

  /** The same on every node that is started with the same peers, in whatever order. */
  static UUID clusterOf(List<NodeAddress> peers) {
    String text =
        peers.stream()
            .map(NodeAddress::toString)
            .sorted()
            .collect(Collectors.joining("\n", "sojourn-cluster\n", ""));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer hash = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
      return new UUID(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Takes the folder, makes it if need be, and reads whose it is.
   *
   * @param peers those that the node was started with; empty if it waits to be added or just goes
   *     on
   * @throws LogException.InUse if another process has it
   * @throws LogException.Foreign if it is another node's or another cluster's
   */
  void open(String node, List<NodeAddress> peers) throws IOException {
    take();
    if (identity == null && !isEmpty(raft())) {
      throw new LogException.Foreign(
          "folder "
              + folder
              + " has a log but no file "
              + IDENTITY
              + ": it was not made whole."
              + " Restore a backup, or choose another folder.");
    }
    if (identity != null) {
      check(identity, node, peers);
    } else if (!peers.isEmpty()) {
      belong(node, clusterOf(peers), names(peers));
    }
  }

  /** Takes the folder and reads whose it is, whoever asks. */
  void take() throws IOException {
    Files.createDirectories(folder);
    takeLock();
    identity = read();
  }

  private void check(Identity known, String node, List<NodeAddress> peers)
      throws LogException.Foreign {
    if (!known.node().equals(node)) {
      throw new LogException.Foreign(
          "folder "
              + folder
              + " belongs to node "
              + known.node()
              + ", not to "
              + node
              + ". Give each node a folder of its own.");
    }
    Set<String> names = names(peers);
    if (!peers.isEmpty()
        && !known.cluster().equals(clusterOf(peers))
        && !known.members().equals(names)) {
      throw new LogException.Foreign(
          "folder "
              + folder
              + " belongs to the cluster of "
              + known.members()
              + ", not to that of "
              + names
              + ". Start the node with the peers that it had, or choose another folder.");
    }
  }

  private static Set<String> names(Collection<NodeAddress> nodes) {
    return nodes.stream().map(NodeAddress::id).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Writes down that the folder is a node's of a cluster, unless it says so already. */
  synchronized void belong(String node, UUID cluster, Set<String> members) throws IOException {
    Identity known = identity;
    if (known != null && !known.cluster().equals(cluster)) {
      throw new LogException.Foreign(
          "node " + node + BELONGS + known.cluster() + ", not to " + cluster);
    }
    Identity next = new Identity(node, cluster, new TreeSet<>(members));
    if (next.equals(known)) {
      return;
    }
    String text =
        "# Whose folder this is. Not to be edited.\nformat=%s\nnode=%s\ncluster=%s\nmembers=%s\n"
            .formatted(FORMAT, node, cluster, String.join(",", next.members()));
    Durably.write(folder.resolve(IDENTITY), text.getBytes(StandardCharsets.UTF_8));
    identity = next;
  }

  private @Nullable Identity read() throws IOException {
    Path file = folder.resolve(IDENTITY);
    Properties read = new Properties();
    try {
      read.load(new StringReader(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return null;
    }
    String format = read.getProperty("format", "");
    String node = read.getProperty("node", "");
    String cluster = read.getProperty("cluster", "");
    String members = read.getProperty("members", "");
    if (!format.equals(FORMAT)) {
      throw new LogException.Foreign(
          file
              + " has format "
              + format
              + ", this program knows "
              + FORMAT
              + ". Start the newer program again, or choose another folder.");
    }
    try {
      return new Identity(
          node, UUID.fromString(cluster), new TreeSet<>(List.of(members.split(","))));
    } catch (IllegalArgumentException e) {
      throw new LogException.Damaged(
          file.toString(), 0, "no cluster is named", "Restore this file from a backup.");
    }
  }

  static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return true;
    }
    try (var files = Files.newDirectoryStream(folder)) {
      return !files.iterator().hasNext();
    }
  }

  private void takeLock() throws IOException {
    FileChannel file =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock taken = null;
    try {
      taken = file.tryLock();
    } catch (OverlappingFileLockException e) {
      // Another log of this process has it.
    } finally {
      if (taken == null) {
        file.close();
      }
    }
    if (taken == null) {
      throw new LogException.InUse(folder.toString(), "another node");
    }
    lockFile = file;
    lock = taken;
  }

  /** Gives the folder free. */
  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.release();
      }
      if (lockFile != null) {
        lockFile.close();
      }
    } catch (IOException e) {
      RatisLog.log.warn("could not give the folder {} free", folder, e);
    }
  }
}
