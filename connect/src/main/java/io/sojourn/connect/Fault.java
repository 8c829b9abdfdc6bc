package io.sojourn.connect;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.sojourn.wire.connect.BadFrameException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with a connection, whether or not it has a session already.
 *
 * @param code the stable reason
 * @param detail for a person
 * @param status of the close frame
 */
record Fault(String code, String detail, CloseStatus status) {

  private static final Logger LOG = LoggerFactory.getLogger(Fault.class);

  static final Fault SHUTTING_DOWN =
      new Fault(
          Codes.SHUTTING_DOWN,
          "The server goes down; sessions live on.",
          CloseStatus.SHUTTING_DOWN);

  static final Fault NO_FIRST_MESSAGE =
      new Fault(
          Codes.FIRST_MESSAGE_TIMEOUT,
          "No first message came in time.",
          CloseStatus.FIRST_MESSAGE_TIMEOUT);

  static final Fault SILENT =
      new Fault(Codes.SILENT, "Nothing was heard, not even a pong.", CloseStatus.SILENT);

  static final Fault SLOW =
      new Fault(Codes.SLOW_CONSUMER, "Too little is read of what is sent.", CloseStatus.SLOW);

  static final Fault OTHER_FRAMES =
      new Fault(Codes.BAD_FRAME, "The subprotocol has other frames.", CloseStatus.PROTOCOL);

  static final Fault NOT_UTF8 =
      new Fault(Codes.BAD_FRAME, "The text is not UTF-8.", CloseStatus.NOT_UTF8);

  static final Fault SECOND_SESSION =
      new Fault(Codes.BAD_FRAME, "The connection has its session.", CloseStatus.PROTOCOL);

  private static final Fault TOO_LARGE =
      new Fault(Codes.TOO_LARGE, "A frame is over its bound.", CloseStatus.TOO_LARGE);

  private static final Fault NO_WEBSOCKET =
      new Fault(Codes.BAD_FRAME, "This is not WebSocket.", CloseStatus.PROTOCOL);

  private static final Fault INTERNAL =
      new Fault(Codes.INTERNAL, "The server has failed.", CloseStatus.INTERNAL);

  /** What went wrong below the messages. */
  static Fault of(Throwable thrown) {
    boolean wrapped = thrown instanceof DecoderException && thrown.getCause() != null;
    Throwable cause = wrapped ? thrown.getCause() : thrown;
    if (cause instanceof TooLongFrameException) {
      return TOO_LARGE;
    }
    if (cause instanceof CorruptedWebSocketFrameException corrupt) {
      return WebSocketCloseStatus.MESSAGE_TOO_BIG.equals(corrupt.closeStatus())
          ? TOO_LARGE
          : NO_WEBSOCKET;
    }
    LOG.error("A connection failed", cause);
    return INTERNAL;
  }

  static Fault of(BadFrameException bad) {
    boolean tooLarge = bad.reason() == BadFrameException.Reason.TOO_LARGE;
    return new Fault(
        tooLarge ? Codes.TOO_LARGE : Codes.BAD_FRAME,
        "The frame is refused: " + bad.getMessage(),
        tooLarge ? CloseStatus.TOO_LARGE : CloseStatus.PROTOCOL);
  }
}
