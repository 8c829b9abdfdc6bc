package io.sojourn.wire.connect;

import io.sojourn.session.SessionId;
import io.sojourn.wire.FieldReader;
import io.sojourn.wire.FieldWriter;
import io.sojourn.wire.WireException;
import io.sojourn.wire.connect.BadFrameException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of frames, after {@code sojourn/v1/connect.proto}: many messages in one. Thread-safe.
 */
public final class ConnectCodec {

  /** The bytes of a frame at most. */
  public static final int FRAME_BYTES_MAX = 4 << 20;

  /** The messages of a frame at most. */
  public static final int FRAME_MESSAGES_MAX = 4096;

  /** The bytes of the frame that begins a connection at most. */
  public static final int FIRST_FRAME_BYTES_MAX = 256 << 10;

  /** More than the numbers, tags and lengths of any message take. */
  private static final int AROUND_BYTES_MAX = 80;

  private ConnectCodec() {}

  /** Reads the message that stands in one field. */
  @FunctionalInterface
  private interface Kinds<M> {
    M read(FieldReader in) throws WireException, BadFrameException;
  }

  /**
   * Encodes messages into one frame, at the start of an array of its own.
   *
   * @throws IllegalArgumentException if a text has half of a surrogate pair
   */
  public static ByteBuffer encodeClient(List<ClientMessage> messages) {
    int room = 0;
    for (ClientMessage message : messages) {
      room = Math.addExact(room, bytesAtMost(message));
    }
    return FieldWriter.buffer(room, messages, ConnectCodec::writeClient);
  }

  /**
   * Encodes messages into one frame, at the start of an array of its own.
   *
   * @throws IllegalArgumentException if a text has half of a surrogate pair
   */
  public static ByteBuffer encodeServer(List<ServerMessage> messages) {
    int room = 0;
    for (ServerMessage message : messages) {
      room = Math.addExact(room, bytesAtMost(message));
    }
    return FieldWriter.buffer(room, messages, ConnectCodec::writeServer);
  }

  private static void writeClient(List<ClientMessage> messages, FieldWriter to) {
    for (ClientMessage message : messages) {
      to.message(1, bytesAtMost(message), message, ClientFields::write);
    }
  }

  private static void writeServer(List<ServerMessage> messages, FieldWriter to) {
    for (ServerMessage message : messages) {
      to.message(1, bytesAtMost(message), message, ServerFields::write);
    }
  }

  /** How many bytes the message adds to a frame at most, in a bound that is quick to tell. */
  public static int bytesAtMost(ClientMessage message) {
    return AROUND_BYTES_MAX
        + switch (message) {
          case ClientMessage.CreateSession m -> {
            int texts = bytesAtMost(m.userId()) + bytesAtMost(m.key());
            for (var capability : m.capabilities().entrySet()) {
              texts +=
                  AROUND_BYTES_MAX
                      + bytesAtMost(capability.getKey())
                      + bytesAtMost(capability.getValue());
            }
            yield m.nonce().length + m.token().length + texts;
          }
          case ClientMessage.ContinueSession m -> m.token().length;
          case ClientMessage.Request m -> m.payload().length;
          case ClientMessage.Query m -> m.payload().length;
          case ClientMessage.Reject m -> bytesAtMost(m.reason());
          case ClientMessage.KeepAlive m -> 0;
          case ClientMessage.Ack m -> 0;
          case ClientMessage.Close m -> 0;
          case ClientMessage.ReadSession m -> m.token().length;
        };
  }

  /** How many bytes the message adds to a frame at most, in a bound that is quick to tell. */
  public static int bytesAtMost(ServerMessage message) {
    return AROUND_BYTES_MAX
        + switch (message) {
          case ServerMessage.Rejected m ->
              bytesAtMost(m.code()) + bytesAtMost(m.detail()) + bytesAtMost(m.leader());
          case ServerMessage.Closed m ->
              bytesAtMost(m.code()) + bytesAtMost(m.detail()) + bytesAtMost(m.leader());
          case ServerMessage.RequestError m -> bytesAtMost(m.code()) + bytesAtMost(m.detail());
          case ServerMessage.Reply m -> m.payload().length;
          case ServerMessage.QueryReply m -> m.payload().length;
          case ServerMessage.Push m -> m.payload().length;
          case ServerMessage.SessionCreated m -> 0;
          case ServerMessage.SessionContinued m -> 0;
          case ServerMessage.KeepAliveReply m -> 0;
          case ServerMessage.Window m -> 0;
        };
  }

  private static int bytesAtMost(String text) {
    return 3 * text.length();
  }

  /**
   * Reads the messages of a client's frame.
   *
   * @param frame from position to limit; its position is left alone
   * @throws BadFrameException if it is none, or over a bound: nothing of it is to be acted upon
   */
  public static List<ClientMessage> decodeClient(ByteBuffer frame) throws BadFrameException {
    return decode(frame, "a client's message", ClientFields::read);
  }

  /**
   * Reads the messages of a server's frame.
   *
   * @param frame from position to limit; its position is left alone
   * @throws BadFrameException if it is none, or over a bound: nothing of it is to be acted upon
   */
  public static List<ServerMessage> decodeServer(ByteBuffer frame) throws BadFrameException {
    return decode(frame, "a server's message", ServerFields::read);
  }

  private static <M> List<M> decode(ByteBuffer frame, String name, Kinds<M> kinds)
      throws BadFrameException {
    if (frame.remaining() > FRAME_BYTES_MAX) {
      throw new BadFrameException(
          Reason.TOO_LARGE, "a frame of more than " + FRAME_BYTES_MAX + " bytes");
    }
    try {
      FieldReader in = reader(frame);
      List<M> messages = new ArrayList<>();
      for (int field = in.next(); field != 0; field = in.next()) {
        if (field != 1) {
          in.skip();
          continue;
        }
        if (messages.size() == FRAME_MESSAGES_MAX) {
          throw new BadFrameException(
              Reason.TOO_LARGE, "a frame of more than " + FRAME_MESSAGES_MAX + " messages");
        }
        messages.add(kinds.read(in.repeated(name)));
      }
      return messages;
    } catch (WireException e) {
      throw new BadFrameException(String.valueOf(e.getMessage()), e);
    }
  }

  private static FieldReader reader(ByteBuffer frame) {
    if (frame.hasArray()) {
      int start = frame.arrayOffset() + frame.position();
      return new FieldReader("a frame", frame.array(), start, start + frame.remaining());
    }
    byte[] bytes = new byte[frame.remaining()];
    frame.duplicate().get(bytes);
    return new FieldReader("a frame", bytes, 0, bytes.length);
  }

  /** The field of a message that says of which kind it is. */
  static int kind(FieldReader in) throws WireException, BadFrameException {
    int field = in.next();
    if (field == 0) {
      throw new BadFrameException(Reason.UNKNOWN_MESSAGE, "a message of no kind");
    }
    return field;
  }

  static BadFrameException unknownKind(int field) {
    return new BadFrameException(
        Reason.UNKNOWN_MESSAGE, "a message of kind " + field + ", which is not known here");
  }

  /** Goes over what is behind the kind of a message: notes that are not known here. */
  static void end(FieldReader in, int lastKind) throws WireException {
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field <= lastKind) {
        throw in.broken("is two messages");
      }
      in.skip();
    }
  }

  static SessionId id(FieldReader in) throws WireException {
    byte[] bytes = in.bytes();
    if (bytes.length != 2 * Long.BYTES) {
      throw in.broken("has a session id of " + bytes.length + " bytes");
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new SessionId(halves.getLong(), halves.getLong());
  }

  static byte[] bytes(SessionId id) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(id.high()).putLong(id.low()).array();
  }
}
