package io.sojourn.nfs.protocol;

/** An operation that ends with a status other than OK. Without a stack trace: it is an answer. */
public final class NfsException extends Exception {

  private static final long serialVersionUID = 1;

  private final Status status;

  /** Ends an operation with that status. */
  public NfsException(Status status) {
    super(status.rfcName(), null, false, false);
    this.status = status;
  }

  /** The status of the operation. */
  public Status status() {
    return status;
  }
}
