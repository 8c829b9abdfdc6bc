package io.sojourn.bench;

import java.nio.ByteBuffer;

/** Takes what a server sends. */
interface FrameSink {

  /** The payload of a binary frame lies at that place of the buffer, during the call. */
  void binary(ByteBuffer in, int from, int length);

  /** A text frame. */
  default void text(String message) {}
}
