package io.sojourn.nfs.xdr;

/**
 * Bytes that are not what the schema says. Without a stack trace: it is thrown for hostile input.
 */
public final class XdrException extends Exception {

  private static final long serialVersionUID = 1;

  /** Says what is wrong with the bytes. */
  public XdrException(String message) {
    super(message, null, false, false);
  }
}
