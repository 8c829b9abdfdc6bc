package io.sojourn.engine;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a log did not append an entry, or does not open. */
@SuppressWarnings("serial") // never serialized
public abstract sealed class LogException extends IOException {

  private LogException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Another node leads; the entry is not appended. */
  public static final class NotLeader extends LogException {
    private final @Nullable String leader;

    public NotLeader(@Nullable String leader) {
      super(leader == null ? "no leader is known" : "the leader is " + leader, null);
      this.leader = leader;
    }

    public Optional<String> leader() {
      return Optional.ofNullable(leader);
    }
  }

  /** The entry is over the bound and is not appended. */
  public static final class TooLarge extends LogException {
    public TooLarge(long bytes, long bytesMax) {
      super("entry of " + bytes + " bytes, at most " + bytesMax + " are allowed", null);
    }
  }

  /** Nobody can say whether the entry is, or will be, in the log. */
  public static final class Uncertain extends LogException {
    public Uncertain(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The log has failed or is closed; nothing is appended any more. */
  public static final class Failed extends LogException {
    public Failed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Something that was acknowledged is damaged or missing; the log does not open. */
  public static final class Damaged extends LogException {
    private final String file;
    private final long offset;
    private final String what;

    public Damaged(String file, long offset, String what, String advice) {
      super(file + " at byte " + offset + ": " + what + ". " + advice, null);
      this.file = file;
      this.offset = offset;
      this.what = what;
    }

    /** What is wrong, without the place and the advice. */
    public String what() {
      return what;
    }

    public String file() {
      return file;
    }

    public long offset() {
      return offset;
    }
  }

  /** A file was written by a newer version of this program. */
  public static final class NewerFormat extends LogException {
    public NewerFormat(String file, int found, int known) {
      super(
          file
              + " has format version "
              + found
              + ", this program knows versions up to "
              + known
              + ". Start the newer program again, or restore a backup made by this one.",
          null);
    }
  }

  /** The folder belongs to another node or to another cluster. */
  public static final class Foreign extends LogException {
    public Foreign(String message) {
      super(message, null);
    }
  }

  /** Another process, or another log of this one, has the folder. */
  public static final class InUse extends LogException {
    public InUse(String folder, String holder) {
      super(
          "folder "
              + folder
              + " is in use by "
              + holder
              + ". Stop that process or choose another folder.",
          null);
    }
  }
}
