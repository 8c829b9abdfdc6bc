package io.sojourn.wire.connect;

import io.sojourn.session.SessionId;
import io.sojourn.wire.FieldReader;
import io.sojourn.wire.FieldWriter;
import io.sojourn.wire.WireException;

/** The fields of each message of a server, in the order of the schema. */
final class ServerFields {

  private static final int LAST_KIND = 10;
  private static final byte[] NOTHING = {};

  private ServerFields() {}

  /** The fields that {@code Rejected} and {@code Closed} share. */
  private record Ending(String code, String detail, String leader) {}

  static void write(ServerMessage message, FieldWriter to) {
    int expected = ConnectCodec.bytesAtMost(message);
    switch (message) {
      case ServerMessage.SessionCreated m -> to.message(1, m, ServerFields::created);
      case ServerMessage.SessionContinued m -> to.message(2, m, ServerFields::continued);
      case ServerMessage.Rejected m ->
          to.message(
              3, expected, new Ending(m.code(), m.detail(), m.leader()), ServerFields::ending);
      case ServerMessage.Closed m ->
          to.message(
              4, expected, new Ending(m.code(), m.detail(), m.leader()), ServerFields::ending);
      case ServerMessage.KeepAliveReply m -> to.message(5, m, ServerFields::keepAliveReply);
      case ServerMessage.Reply m -> to.message(6, expected, m, ServerFields::reply);
      case ServerMessage.QueryReply m -> to.message(7, expected, m, ServerFields::queryReply);
      case ServerMessage.RequestError m -> to.message(8, expected, m, ServerFields::requestError);
      case ServerMessage.Push m -> to.message(9, expected, m, ServerFields::push);
      case ServerMessage.Window m -> to.message(10, m, (it, out) -> out.int64(1, it.window()));
    }
  }

  static ServerMessage read(FieldReader in) throws WireException, BadFrameException {
    int kind = ConnectCodec.kind(in);
    ServerMessage message =
        switch (kind) {
          case 1 -> created(in.message("SessionCreated"));
          case 2 -> continued(in.message("SessionContinued"));
          case 3 -> {
            Ending ending = ending(in.message("Rejected"));
            yield new ServerMessage.Rejected(ending.code(), ending.detail(), ending.leader());
          }
          case 4 -> {
            Ending ending = ending(in.message("Closed"));
            yield new ServerMessage.Closed(ending.code(), ending.detail(), ending.leader());
          }
          case 5 -> keepAliveReply(in.message("KeepAliveReply"));
          case 6 -> reply(in.message("Reply"));
          case 7 -> queryReply(in.message("QueryReply"));
          case 8 -> requestError(in.message("RequestError"));
          case 9 -> push(in.message("Push"));
          case 10 -> window(in.message("Window"));
          default -> throw ConnectCodec.unknownKind(kind);
        };
    ConnectCodec.end(in, LAST_KIND);
    return message;
  }

  private static void created(ServerMessage.SessionCreated m, FieldWriter to) {
    to.bytes(1, ConnectCodec.bytes(m.id()));
    to.int64(2, m.epoch());
    to.int64(3, m.window());
    to.int64(4, m.idleTimeoutMillis());
    to.int64(5, m.expiresAt());
  }

  private static ServerMessage created(FieldReader in) throws WireException {
    SessionId id = null;
    long epoch = 0;
    int window = 0;
    long idleTimeoutMillis = 0;
    long expiresAt = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = ConnectCodec.id(in);
        case 2 -> epoch = in.int64();
        case 3 -> window = in.int32();
        case 4 -> idleTimeoutMillis = in.int64();
        case 5 -> expiresAt = in.int64();
        default -> in.skip();
      }
    }
    if (id == null) {
      throw in.broken("has no session id");
    }
    return new ServerMessage.SessionCreated(id, epoch, window, idleTimeoutMillis, expiresAt);
  }

  private static void continued(ServerMessage.SessionContinued m, FieldWriter to) {
    to.int64(1, m.epoch());
    to.int64(2, m.window());
    to.int64(3, m.idleTimeoutMillis());
    to.int64(4, m.expiresAt());
  }

  private static ServerMessage continued(FieldReader in) throws WireException {
    long epoch = 0;
    int window = 0;
    long idleTimeoutMillis = 0;
    long expiresAt = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> epoch = in.int64();
        case 2 -> window = in.int32();
        case 3 -> idleTimeoutMillis = in.int64();
        case 4 -> expiresAt = in.int64();
        default -> in.skip();
      }
    }
    return new ServerMessage.SessionContinued(epoch, window, idleTimeoutMillis, expiresAt);
  }

  private static void ending(Ending m, FieldWriter to) {
    to.string(1, m.code());
    to.string(2, m.detail());
    to.string(3, m.leader());
  }

  private static Ending ending(FieldReader in) throws WireException {
    String code = "";
    String detail = "";
    String leader = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> code = in.string();
        case 2 -> detail = in.string();
        case 3 -> leader = in.string();
        default -> in.skip();
      }
    }
    return new Ending(code, detail, leader);
  }

  private static void keepAliveReply(ServerMessage.KeepAliveReply m, FieldWriter to) {
    to.int64(1, m.timestamp());
    to.int64(2, m.expiresAt());
  }

  private static ServerMessage keepAliveReply(FieldReader in) throws WireException {
    long timestamp = 0;
    long expiresAt = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> timestamp = in.int64();
        case 2 -> expiresAt = in.int64();
        default -> in.skip();
      }
    }
    return new ServerMessage.KeepAliveReply(timestamp, expiresAt);
  }

  private static void reply(ServerMessage.Reply m, FieldWriter to) {
    to.int64(1, m.sequence());
    to.bytes(2, m.payload());
    to.bool(3, m.replayed());
    to.int64(4, m.index());
  }

  private static ServerMessage reply(FieldReader in) throws WireException {
    long sequence = 0;
    byte[] payload = NOTHING;
    boolean replayed = false;
    long index = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> sequence = in.int64();
        case 2 -> payload = in.bytes();
        case 3 -> replayed = in.bool();
        case 4 -> index = in.int64();
        default -> in.skip();
      }
    }
    return new ServerMessage.Reply(sequence, payload, replayed, index);
  }

  private static void queryReply(ServerMessage.QueryReply m, FieldWriter to) {
    to.int64(1, m.correlationId());
    to.bytes(2, m.payload());
    to.int64(3, m.index());
  }

  private static ServerMessage queryReply(FieldReader in) throws WireException {
    long correlationId = 0;
    byte[] payload = NOTHING;
    long index = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> correlationId = in.int64();
        case 2 -> payload = in.bytes();
        case 3 -> index = in.int64();
        default -> in.skip();
      }
    }
    return new ServerMessage.QueryReply(correlationId, payload, index);
  }

  private static void requestError(ServerMessage.RequestError m, FieldWriter to) {
    to.int64(1, m.sequence());
    to.int64(2, m.correlationId());
    to.string(3, m.code());
    to.string(4, m.detail());
  }

  private static ServerMessage requestError(FieldReader in) throws WireException {
    long sequence = 0;
    long correlationId = 0;
    String code = "";
    String detail = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> sequence = in.int64();
        case 2 -> correlationId = in.int64();
        case 3 -> code = in.string();
        case 4 -> detail = in.string();
        default -> in.skip();
      }
    }
    return new ServerMessage.RequestError(sequence, correlationId, code, detail);
  }

  private static void push(ServerMessage.Push m, FieldWriter to) {
    to.int64(1, m.number());
    to.int64(2, m.previous());
    to.bytes(3, m.payload());
  }

  private static ServerMessage push(FieldReader in) throws WireException {
    long number = 0;
    long previous = 0;
    byte[] payload = NOTHING;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> number = in.int64();
        case 2 -> previous = in.int64();
        case 3 -> payload = in.bytes();
        default -> in.skip();
      }
    }
    return new ServerMessage.Push(number, previous, payload);
  }

  private static ServerMessage window(FieldReader in) throws WireException {
    int window = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        window = in.int32();
      } else {
        in.skip();
      }
    }
    return new ServerMessage.Window(window);
  }
}
