package io.sojourn.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, which remembers that it could not be written: a full disk must not look like a
 * success, and nobody who reads any more is told nothing more.
 */
final class StandardOutput extends OutputStream {
  private static final String NOBODY_READS = "Broken pipe";

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
  private volatile @Nullable IOException failure;

  @Override
  public void write(int oneByte) throws IOException {
    write(new byte[] {(byte) oneByte}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException failed) {
      failure = failed;
      throw failed;
    }
  }

  /** Why not everything was written; null if it was. */
  @Nullable CommandFailure failure() {
    IOException failed = failure;
    if (failed == null) {
      return null;
    }
    String why = SojournCommand.reason(failed);
    return why.contains(NOBODY_READS)
        ? new CommandFailure(ExitStatus.NOBODY_READS, "")
        : new CommandFailure(ExitStatus.FAILED, "cannot write to standard output: " + why);
  }
}
