package io.sojourn.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Files that are there after a power cut. */
final class Durably {

  private Durably() {}

  /** Replaces the content of a file: after a crash it is the old or the new. */
  static void write(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    move(temporary, file);
  }

  /** Gives a file or folder another name, in the same folder or below the same one. */
  static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncNames(to);
  }

  /** Syncs a file that was written by somebody else, or the names in a folder. */
  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      // Then there is nothing to lose.
    }
  }

  /** Syncs the names in the folder that a path is in. */
  static void syncNames(Path of) throws IOException {
    sync(of.resolveSibling(""));
  }

  /** Syncs all files and folders below one, and it. */
  static void syncTree(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (Path path : tree(folder)) {
      sync(path);
    }
  }

  /** Removes a folder and all that is in it. */
  static void deleteTree(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      for (Path path : tree(folder).reversed()) {
        Files.delete(path);
      }
    }
  }

  private static List<Path> tree(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.toList();
    }
  }
}
