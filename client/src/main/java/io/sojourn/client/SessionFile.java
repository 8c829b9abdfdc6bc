package io.sojourn.client;

import io.sojourn.session.SessionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a client notes its session, so that the process that is started after it goes on with it:
 * one small text, readable by its owner only, replaced as a whole. A second client that is given
 * the same file while the first lives is refused.
 *
 * <p>Not thread-safe.
 */
final class SessionFile implements AutoCloseable {

  /**
   * What is noted.
   *
   * @param nonce 16 bytes
   * @param token 32 bytes
   * @param id the session, or null if its creation was not answered yet
   * @param nextSequence above every sequence that may have been used
   * @param lastPush the last push that was handled
   */
  @SuppressWarnings("ArrayRecordComponent") // never changed, never compared
  record Noted(
      byte[] nonce, byte[] token, @Nullable SessionId id, long nextSequence, long lastPush) {}

  static final int NONCE_LENGTH = 16;
  static final int TOKEN_LENGTH = 32;

  private static final String TITLE = "sojourn session 1";
  private static final int LENGTH_MAX = 4096;

  private final Path path;
  private final FileChannel locked;

  /**
   * Opens a session file that may not be there yet; its folder must be.
   *
   * @throws IOException if another client uses it, or the folder cannot be written
   */
  SessionFile(Path path) throws IOException {
    this.path = path.toAbsolutePath();
    Path lockPath = beside(".lock");
    locked =
        FileChannel.open(
            lockPath, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly());
    try {
      FileLock lock = locked.tryLock();
      if (lock == null) {
        throw new IOException("another client uses the session file " + path);
      }
    } catch (OverlappingFileLockException e) {
      locked.close();
      throw new IOException("another client uses the session file " + path, e);
    } catch (IOException e) {
      locked.close();
      throw e;
    }
  }

  /**
   * Reads what is noted, or null if nothing is.
   *
   * @throws IOException if it cannot be read, or is no session file
   */
  @Nullable Noted read() throws IOException {
    List<String> lines;
    try {
      if (Files.size(path) > LENGTH_MAX) {
        throw broken("is too long", null);
      }
      lines = Files.readAllLines(path, StandardCharsets.UTF_8);
    } catch (NoSuchFileException none) {
      return null;
    }
    if (lines.isEmpty() || !lines.get(0).equals(TITLE)) {
      throw broken("does not begin with \"" + TITLE + "\"", null);
    }
    Map<String, String> values = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int space = line.indexOf(' ');
      if (space < 0 || values.put(line.substring(0, space), line.substring(space + 1)) != null) {
        throw broken("has a line that is none", null);
      }
    }
    try {
      String id = values.get("id");
      return new Noted(
          bytes(values, "nonce", NONCE_LENGTH),
          bytes(values, "token", TOKEN_LENGTH),
          id == null ? null : SessionId.parse(id),
          number(values, "next-sequence"),
          number(values, "last-push"));
    } catch (IllegalArgumentException e) {
      throw broken("is damaged: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(Map<String, String> values, String name, int length) {
    byte[] bytes = HexFormat.of().parseHex(values.getOrDefault(name, ""));
    if (bytes.length != length) {
      throw new IllegalArgumentException("no " + name + " of " + length + " bytes");
    }
    return bytes;
  }

  private static long number(Map<String, String> values, String name) {
    long number = Long.parseLong(values.getOrDefault(name, ""));
    if (number < 0) {
      throw new IllegalArgumentException(name + " is negative");
    }
    return number;
  }

  private IOException broken(String what, @Nullable Exception cause) {
    return new IOException("the session file " + path + " " + what, cause);
  }

  /** Replaces what is noted; durable when this returns. */
  void write(Noted noted) throws IOException {
    HexFormat hex = HexFormat.of();
    SessionId id = noted.id();
    String text =
        TITLE
            + "\nnonce "
            + hex.formatHex(noted.nonce())
            + "\ntoken "
            + hex.formatHex(noted.token())
            + (id == null ? "" : "\nid " + id)
            + "\nnext-sequence "
            + noted.nextSequence()
            + "\nlast-push "
            + noted.lastPush()
            + "\n";
    Path fresh = beside(".new");
    // One that was left behind may have been made readable for others.
    Files.deleteIfExists(fresh);
    try (FileChannel to =
        FileChannel.open(
            fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly())) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        to.write(bytes);
      }
      to.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder();
  }

  /** Forgets the session; durable when this returns. */
  void delete() throws IOException {
    if (Files.deleteIfExists(path)) {
      syncFolder();
    }
  }

  private void syncFolder() throws IOException {
    Path folder = path.getParent();
    if (folder != null && isPosix()) {
      try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
        opened.force(true);
      }
    }
  }

  private Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] ownerOnly() {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  /** Lets another client have the file. */
  @Override
  public void close() throws IOException {
    locked.close();
  }
}
