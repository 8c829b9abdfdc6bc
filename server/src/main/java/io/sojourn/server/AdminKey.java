package io.sojourn.server;

import io.sojourn.session.TokenHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first API key: made when a data folder is first used, kept in {@code admin.key}, readable by
 * the server's user only. Whoever reads the file administers the server.
 *
 * <p>The file is written under another name, forced to disk and then renamed, so that a crash
 * leaves either no key or a whole one. In memory only its hash is kept. Thread-safe, but for {@link
 * #replace}, which one thread calls.
 */
final class AdminKey {

  /** The file's name inside the data folder. */
  static final String FILE_NAME = "admin.key";

  private static final Logger LOG = LoggerFactory.getLogger(AdminKey.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int MAX_FILE_BYTES = 1024;

  private final Path folder;
  private volatile @Nullable TokenHash hash;

  private AdminKey(Path folder, @Nullable TokenHash hash) {
    this.folder = folder;
    this.hash = hash;
  }

  /**
   * Reads the key of a data folder, or makes it.
   *
   * @throws ServerStartException if the file cannot be read or written, or holds no key
   */
  static AdminKey in(DataFolder data, Tokens tokens) {
    Path folder = data.path();
    Path file = folder.resolve(FILE_NAME);
    try {
      if (!Files.exists(file)) {
        write(folder, file, tokens.newApiKey());
        LOG.info("Made an API key, kept in {}", file);
      }
      return of(folder, file);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /**
   * Reads the key of a data folder if there is one by now: a cluster agrees on it later.
   *
   * @throws ServerStartException if the file cannot be read, or holds no key
   */
  static AdminKey ofNode(DataFolder data) {
    Path folder = data.path();
    Path file = folder.resolve(FILE_NAME);
    try {
      return Files.exists(file) ? of(folder, file) : new AdminKey(folder, null);
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private static AdminKey of(Path folder, Path file) throws IOException {
    warnIfOpen(file);
    return new AdminKey(folder, Tokens.hash(read(file)));
  }

  private static ServerStartException unusable(Path file, IOException e) {
    return new ServerStartException(
        ServerStartException.Reason.FOLDER_UNUSABLE,
        "cannot use " + file + ": " + DiskTrouble.whyNotMade(e),
        e);
  }

  /** The key in the file, if there is one. */
  Optional<String> text() {
    Path file = folder.resolve(FILE_NAME);
    try {
      return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  /**
   * Takes another key, here and in the file.
   *
   * @throws UncheckedIOException if the file cannot be written; the key is taken all the same
   */
  void replace(String other) {
    hash = Tokens.hash(other);
    Path file = folder.resolve(FILE_NAME);
    try {
      write(folder, file, other);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static String read(Path file) throws IOException {
    String text = Files.size(file) > MAX_FILE_BYTES ? "" : Files.readString(file).strip();
    if (!Tokens.isApiKey(text)) {
      throw new ServerStartException(
          ServerStartException.Reason.FOLDER_UNUSABLE,
          file + " does not hold an API key (sk_ and 43 characters); remove it to get a new one",
          null);
    }
    return text;
  }

  private static void write(Path folder, Path file, String key) throws IOException {
    Path draft = file.resolveSibling(FILE_NAME + ".new");
    Files.deleteIfExists(draft);
    boolean posix = Files.getFileAttributeView(file, PosixFileAttributeView.class) != null;
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel out =
        posix
            ? FileChannel.open(draft, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))
            : FileChannel.open(draft, options)) {
      byte[] line = (key + "\n").getBytes(StandardCharsets.US_ASCII);
      for (ByteBuffer bytes = ByteBuffer.wrap(line); bytes.hasRemaining(); ) {
        out.write(bytes);
      }
      out.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("another process is creating it", e);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(folder);
  }

  private static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void warnIfOpen(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (!OWNER_ONLY.containsAll(permissions)) {
      LOG.warn(
          "{} may be read by others ({}): run chmod 600 on it",
          file,
          PosixFilePermissions.toString(permissions));
    }
  }

  /** Whether the text is the key; takes the same time wherever it differs. */
  boolean matches(String presented) {
    TokenHash known = hash;
    return known != null && Tokens.hash(presented).equals(known);
  }
}
