package io.sojourn.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says which process is at the other end of a loopback connection, as Linux tells it under {@code
 * /proc}: all nodes call from the same address, and yet some are to be cut off and others not.
 */
final class SocketOwners {

  /** Who nobody knows: a client, for one. */
  static final String STRANGER = "client";

  private static final int STATE_ESTABLISHED = 1;

  private final Supplier<Map<Long, String>> parties;

  /**
   * Makes one.
   *
   * @param parties names by process id, as they are now
   */
  SocketOwners(Supplier<Map<Long, String>> parties) {
    this.parties = parties;
  }

  /** The name of the process that opened an accepted connection, or {@link #STRANGER}. */
  String of(Socket accepted) {
    try {
      Optional<String> inode = inode(accepted.getPort(), accepted.getLocalPort());
      for (Map.Entry<Long, String> party : parties.get().entrySet()) {
        if (inode.isPresent() && holds(party.getKey(), "socket:[" + inode.get() + "]")) {
          return party.getValue();
        }
      }
      return STRANGER;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read /proc", e);
    }
  }

  /** The inode of the socket at that local port which is connected to that other one. */
  private static Optional<String> inode(int local, int remote) throws IOException {
    for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
      Path file = Path.of(table);
      if (!Files.exists(file)) {
        continue;
      }
      for (String row : Files.readAllLines(file)) {
        String[] columns = row.strip().split("\\s+", -1);
        if (columns.length > 9
            && port(columns[1]) == local
            && port(columns[2]) == remote
            && Integer.parseInt(columns[3], 16) == STATE_ESTABLISHED) {
          return Optional.of(columns[9]);
        }
      }
    }
    return Optional.empty();
  }

  private static int port(String address) {
    int colon = address.indexOf(':');
    return colon < 0 || colon + 1 == address.length()
        ? -1
        : Integer.parseInt(address.substring(colon + 1), 16);
  }

  private static boolean holds(long process, String socket) {
    Path folder = Path.of("/proc/" + process + "/fd");
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(folder)) {
      for (Path descriptor : descriptors) {
        if (isLinkTo(descriptor, socket)) {
          return true;
        }
      }
      return false;
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean isLinkTo(Path descriptor, String socket) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(socket);
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }
}
