package io.sojourn.nfs.tree;

import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * A session of the kernel as a file: a few lines of {@code key: value}. What proves that somebody
 * holds the session is not among them, nor is what its client put into it.
 */
final class SessionFile implements Node {

  private final Session session;
  private final byte[] content;

  SessionFile(Session session) {
    this.session = session;
    this.content = describe(session).getBytes(StandardCharsets.UTF_8);
  }

  private static String describe(Session session) {
    return String.format(
        Locale.ROOT,
        """
        id: %s
        user: %s
        state: %s
        created: %s
        expires: %s
        idle_timeout_ms: %d
        last_seen: %s
        version: %d
        epoch: %d
        """,
        session.id(),
        oneLine(session.userId()),
        session.state().label(),
        Instant.ofEpochMilli(session.createdAt()),
        Instant.ofEpochMilli(session.expiresAt()),
        session.idleTimeoutMillis(),
        Instant.ofEpochMilli(session.lastSeenAt()),
        session.version(),
        session.epoch());
  }

  /** A user's name may hold anything: it must not look like a line of ours. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
  }

  Session session() {
    return session;
  }

  /** What READ returns, not to be changed. */
  byte[] content() {
    return content;
  }

  @Override
  public FileHandle handle() {
    return new FileHandle.Session(session.id());
  }

  @Override
  public FileType type() {
    return FileType.REGULAR;
  }

  /** Of the id, which is random; no inode of the tree has the uppermost bit set. */
  static long fileId(SessionId id) {
    return (id.high() ^ id.low()) | Long.MIN_VALUE | 1;
  }

  @Override
  public long fileId() {
    return fileId(session.id());
  }

  /** Being seen is not a change of version, but shows; neither number ever goes back. */
  @Override
  public long change() {
    return session.version() + session.lastSeenAt();
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public long spaceUsed() {
    return 0;
  }

  @Override
  public int mode() {
    return 0444;
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
    return 1;
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
    return modified();
  }

  @Override
  public NfsTime modified() {
    return NfsTime.ofMillis(session.lastSeenAt());
  }

  @Override
  public NfsTime metadataChanged() {
    return modified();
  }

  @Override
  public NfsTime created() {
    return NfsTime.ofMillis(session.createdAt());
  }
}
