package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of directories. Each is kept twice: by name, to be found, and by cookie, to be
 * listed. A listing goes by cookie and not by name, so that it can go on behind an entry that was
 * removed meanwhile, neither leaving anything out nor showing it twice (RFC 8881, 18.23.4).
 */
final class Directories {

  /** The cookie of the first entry; 0 to 2 have meanings of their own, some are left for us. */
  static final long COOKIE_FIRST = 16;

  private static final String PREFIX = "d/";

  private final ServiceState state;

  Directories(ServiceState state) {
    this.state = state;
  }

  private static String byName(long directory) {
    return PREFIX + HexFormat.of().toHexDigits(directory) + "/";
  }

  @Nullable DirectoryEntry find(Inode directory, String name) {
    byte[] kept = state.get(byName(directory.fileId) + name);
    return kept == null ? null : DirectoryEntry.decode(kept);
  }

  /** Adds a name that is not there; the caller writes the changed directory. */
  void add(Inode directory, String name, long fileId, TreeSettings settings) throws NfsException {
    if (directory.entries >= settings.entriesMax()) {
      throw new NfsException(Status.NOSPC);
    }
    DirectoryEntry entry = new DirectoryEntry(name, fileId, directory.nextCookie);
    byte[] encoded = entry.encode();
    state.put(byName(directory.fileId) + name, encoded);
    state.put(Tables.listing(directory.fileId), entry.cookie(), encoded);
    directory.entries++;
    directory.nextCookie++;
  }

  /** Takes a name away; the caller writes the changed directory. */
  void remove(Inode directory, DirectoryEntry entry) {
    state.remove(byName(directory.fileId) + entry.name());
    state.remove(Tables.listing(directory.fileId), entry.cookie());
    directory.entries--;
  }

  /** Entries behind a cookie, in the order of their cookies. */
  List<DirectoryEntry> after(Inode directory, long cookie, int max) {
    return state.from(Tables.listing(directory.fileId), cookie + 1, max).stream()
        .map(each -> DirectoryEntry.decode(each.value()))
        .toList();
  }
}
