package io.sojourn.relay;

import io.netty.buffer.ByteBuf;

/**
 * What a connection is to the relay: a newcomer, a host or a viewer. All methods are called on the
 * connection's event loop; buffers are only lent.
 */
interface Peer {

  /** One text message, UTF-8 and within its bound. */
  void onText(ByteBuf text);

  /** One binary message within its bound. */
  void onBinary(ByteBuf frame);

  /** All messages of one read were handed over. */
  default void onReadComplete() {}

  /** What waits to be sent went over its high-water mark, or is back under its low one. */
  default void onWritable(boolean writable) {}

  /**
   * The connection is over or about to be; called once, last.
   *
   * @param status of the close frame, 1005 if it had none, 1006 if there was no close frame
   */
  void onClosed(int status);

  /** Time went by. */
  void sweep(long nowMillis);
}
