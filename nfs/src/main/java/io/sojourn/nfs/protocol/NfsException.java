package io.sojourn.nfs.protocol;

/** An operation that ends with a status other than OK. Without a stack trace: it is an answer. */
public final class NfsException extends Exception {

  private static final long serialVersionUID = 1;

  private final Status status;
  private final boolean keepsWrites;

  /** Ends an operation with that status; what it wrote is undone. */
  public NfsException(Status status) {
    this(status, false);
  }

  private NfsException(Status status, boolean keepsWrites) {
    super(status.rfcName(), null, false, false);
    this.status = status;
    this.keepsWrites = keepsWrites;
  }

  /**
   * Ends an operation with that status and keeps what it wrote: CREATE_SESSION remembers its
   * refusals (RFC 8881, 18.36.4).
   */
  public static NfsException keepingWrites(Status status) {
    return new NfsException(status, true);
  }

  /** Whether what the operation wrote stays. */
  public boolean keepsWrites() {
    return keepsWrites;
  }

  /** The status of the operation. */
  public Status status() {
    return status;
  }
}
