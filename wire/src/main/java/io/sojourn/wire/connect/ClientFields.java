package io.sojourn.wire.connect;

import io.sojourn.session.SessionId;
import io.sojourn.wire.FieldReader;
import io.sojourn.wire.FieldWriter;
import io.sojourn.wire.WireException;
import java.util.SortedMap;
import java.util.TreeMap;

/** The fields of each message of a client, in the order of the schema. */
final class ClientFields {

  /** Far more than any server admits, and few enough to cost little before it has looked. */
  private static final int CAPABILITIES_MAX = 1024;

  private static final int LAST_KIND = 9;
  private static final byte[] NOTHING = {};

  private ClientFields() {}

  static void write(ClientMessage message, FieldWriter to) {
    int expected = ConnectCodec.bytesAtMost(message);
    switch (message) {
      case ClientMessage.CreateSession m -> to.message(1, expected, m, ClientFields::create);
      case ClientMessage.ContinueSession m -> to.message(2, expected, m, ClientFields::resume);
      case ClientMessage.KeepAlive m -> to.message(3, m, ClientFields::keepAlive);
      case ClientMessage.Request m -> to.message(4, expected, m, ClientFields::request);
      case ClientMessage.Query m -> to.message(5, expected, m, ClientFields::query);
      case ClientMessage.Ack m -> to.message(6, m, (it, out) -> out.int64(1, it.number()));
      case ClientMessage.Reject m -> to.message(7, expected, m, ClientFields::reject);
      case ClientMessage.Close m -> to.message(8, m, (it, out) -> {});
      case ClientMessage.ReadSession m -> to.message(9, expected, m, ClientFields::reading);
    }
  }

  static ClientMessage read(FieldReader in) throws WireException, BadFrameException {
    int kind = ConnectCodec.kind(in);
    ClientMessage message =
        switch (kind) {
          case 1 -> create(in.message("CreateSession"));
          case 2 -> resume(in.message("ContinueSession"));
          case 3 -> keepAlive(in.message("KeepAlive"));
          case 4 -> request(in.message("Request"));
          case 5 -> query(in.message("Query"));
          case 6 -> ack(in.message("Ack"));
          case 7 -> reject(in.message("Reject"));
          case 8 -> close(in.message("Close"));
          case 9 -> reading(in.message("ReadSession"));
          default -> throw ConnectCodec.unknownKind(kind);
        };
    ConnectCodec.end(in, LAST_KIND);
    return message;
  }

  private static void create(ClientMessage.CreateSession m, FieldWriter to) {
    to.bytes(1, m.nonce());
    to.bytes(2, m.token());
    to.string(3, m.userId());
    to.int64(4, m.lifeMillis());
    to.int64(5, m.idleTimeoutMillis());
    to.texts(6, m.capabilities());
    to.string(7, m.key());
  }

  private static ClientMessage create(FieldReader in) throws WireException {
    byte[] nonce = NOTHING;
    byte[] token = NOTHING;
    String userId = "";
    long lifeMillis = 0;
    long idleTimeoutMillis = 0;
    SortedMap<String, String> capabilities = new TreeMap<>();
    String key = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> nonce = in.bytes();
        case 2 -> token = in.bytes();
        case 3 -> userId = in.string();
        case 4 -> lifeMillis = in.int64();
        case 5 -> idleTimeoutMillis = in.int64();
        case 6 -> {
          if (capabilities.size() == CAPABILITIES_MAX) {
            throw in.broken("has more than " + CAPABILITIES_MAX + " capabilities");
          }
          in.text(capabilities);
        }
        case 7 -> key = in.string();
        default -> in.skip();
      }
    }
    return new ClientMessage.CreateSession(
        nonce, token, userId, lifeMillis, idleTimeoutMillis, capabilities, key);
  }

  private static void resume(ClientMessage.ContinueSession m, FieldWriter to) {
    to.bytes(1, ConnectCodec.bytes(m.id()));
    to.bytes(2, m.token());
    to.int64(3, m.lowestAwaited());
  }

  private static ClientMessage resume(FieldReader in) throws WireException {
    SessionId id = null;
    byte[] token = NOTHING;
    long lowestAwaited = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = ConnectCodec.id(in);
        case 2 -> token = in.bytes();
        case 3 -> lowestAwaited = in.int64();
        default -> in.skip();
      }
    }
    if (id == null) {
      throw in.broken("has no session id");
    }
    return new ClientMessage.ContinueSession(id, token, lowestAwaited);
  }

  private static void keepAlive(ClientMessage.KeepAlive m, FieldWriter to) {
    to.int64(1, m.timestamp());
    to.int64(2, m.lowestAwaited());
  }

  private static ClientMessage keepAlive(FieldReader in) throws WireException {
    long timestamp = 0;
    long lowestAwaited = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> timestamp = in.int64();
        case 2 -> lowestAwaited = in.int64();
        default -> in.skip();
      }
    }
    return new ClientMessage.KeepAlive(timestamp, lowestAwaited);
  }

  private static void request(ClientMessage.Request m, FieldWriter to) {
    to.int64(1, m.sequence());
    to.int64(2, m.lowestAwaited());
    to.bytes(3, m.payload());
    to.bool(4, m.unordered());
  }

  private static ClientMessage request(FieldReader in) throws WireException {
    long sequence = 0;
    long lowestAwaited = 0;
    byte[] payload = NOTHING;
    boolean unordered = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> sequence = in.int64();
        case 2 -> lowestAwaited = in.int64();
        case 3 -> payload = in.bytes();
        case 4 -> unordered = in.bool();
        default -> in.skip();
      }
    }
    return new ClientMessage.Request(sequence, lowestAwaited, payload, unordered);
  }

  private static void query(ClientMessage.Query m, FieldWriter to) {
    to.int64(1, m.correlationId());
    to.bytes(2, m.payload());
    to.int64(3, number(m.consistency()));
    to.int64(4, m.minIndex());
  }

  private static ClientMessage query(FieldReader in) throws WireException {
    long correlationId = 0;
    byte[] payload = NOTHING;
    Consistency consistency = Consistency.LINEARIZABLE;
    long minIndex = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> correlationId = in.int64();
        case 2 -> payload = in.bytes();
        case 3 -> consistency = consistency(in);
        case 4 -> minIndex = in.int64();
        default -> in.skip();
      }
    }
    return new ClientMessage.Query(correlationId, payload, consistency, minIndex);
  }

  private static int number(Consistency consistency) {
    return switch (consistency) {
      case LINEARIZABLE -> 0;
      case SESSION -> 1;
      case LOCAL -> 2;
    };
  }

  private static Consistency consistency(FieldReader in) throws WireException {
    return switch (in.int32()) {
      case 0 -> Consistency.LINEARIZABLE;
      case 1 -> Consistency.SESSION;
      case 2 -> Consistency.LOCAL;
      default -> throw in.broken("has an unknown consistency");
    };
  }

  private static ClientMessage ack(FieldReader in) throws WireException {
    long number = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        number = in.int64();
      } else {
        in.skip();
      }
    }
    return new ClientMessage.Ack(number);
  }

  private static void reject(ClientMessage.Reject m, FieldWriter to) {
    to.int64(1, m.number());
    to.string(2, m.reason());
  }

  private static ClientMessage reject(FieldReader in) throws WireException {
    long number = 0;
    String reason = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> number = in.int64();
        case 2 -> reason = in.string();
        default -> in.skip();
      }
    }
    return new ClientMessage.Reject(number, reason);
  }

  private static ClientMessage close(FieldReader in) throws WireException {
    while (in.next() != 0) {
      in.skip();
    }
    return new ClientMessage.Close();
  }

  private static void reading(ClientMessage.ReadSession m, FieldWriter to) {
    to.bytes(1, ConnectCodec.bytes(m.id()));
    to.bytes(2, m.token());
  }

  private static ClientMessage reading(FieldReader in) throws WireException {
    SessionId id = null;
    byte[] token = NOTHING;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = ConnectCodec.id(in);
        case 2 -> token = in.bytes();
        default -> in.skip();
      }
    }
    if (id == null) {
      throw in.broken("has no id");
    }
    return new ClientMessage.ReadSession(id, token);
  }
}
