package io.sojourn.nfs.tree;

import io.sojourn.machine.SessionDirectory;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The directory in the root that shows the kernel's live sessions, one file for each. Nothing in it
 * can be changed from here.
 */
final class SessionsDirectory implements Node {

  /** Its name in the root. */
  static final String NAME = "sessions";

  /** Its cookie in the root. */
  static final long COOKIE = 3;

  /** No inode of the tree has a number with the uppermost bit set. */
  private static final long FILE_ID = Long.MIN_VALUE;

  private final SessionDirectory sessions;
  private final long now;

  SessionsDirectory(SessionDirectory sessions, long now) {
    this.sessions = sessions;
    this.now = now;
  }

  /** The file of a session, if it lives. */
  Optional<SessionFile> find(SessionId id) {
    return sessions.find(id).map(SessionFile::new);
  }

  /** The file of that name, or null. */
  @Nullable SessionFile find(String name) {
    try {
      return find(SessionId.parse(name)).orElse(null);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Files behind a cookie, in the order of their names. The cookie is the first half of the id: the
   * ids are random, so no two share it.
   */
  List<SessionFile> after(long cookie, int max) {
    SessionId id = cookie == 0 ? null : new SessionId(cookie, -1);
    return sessions.after(id, max).stream().map(SessionFile::new).toList();
  }

  static long cookie(Session session) {
    return session.id().high();
  }

  @Override
  public FileHandle handle() {
    return new FileHandle.Sessions();
  }

  @Override
  public FileType type() {
    return FileType.DIRECTORY;
  }

  @Override
  public long fileId() {
    return FILE_ID;
  }

  /** Sessions come and go at any time, so nobody is to rely on what he saw before. */
  @Override
  public long change() {
    return now;
  }

  @Override
  public long size() {
    return 0;
  }

  @Override
  public long spaceUsed() {
    return 0;
  }

  @Override
  public int mode() {
    return 0555;
  }

  @Override
  public long owner() {
    return 0;
  }

  @Override
  public long group() {
    return 0;
  }

  @Override
  public int links() {
    return 2;
  }

  @Override
  public int deviceMajor() {
    return 0;
  }

  @Override
  public int deviceMinor() {
    return 0;
  }

  @Override
  public NfsTime accessed() {
    return NfsTime.ofMillis(now);
  }

  @Override
  public NfsTime modified() {
    return NfsTime.ofMillis(now);
  }

  @Override
  public NfsTime metadataChanged() {
    return NfsTime.ofMillis(now);
  }

  @Override
  public NfsTime created() {
    return NfsTime.ofMillis(0);
  }
}
