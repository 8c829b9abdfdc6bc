package io.sojourn.wire;

import java.io.IOException;

/** Bytes that are not what the schema says, or are of a newer format than this program reads. */
public final class WireException extends IOException {

  private static final long serialVersionUID = 1L;

  WireException(String message) {
    super(message);
  }

  WireException(String message, Throwable cause) {
    super(message, cause);
  }
}
