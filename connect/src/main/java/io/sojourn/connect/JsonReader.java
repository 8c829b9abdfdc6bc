package io.sojourn.connect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.BadFrameException;
import io.sojourn.wire.connect.BadFrameException.Reason;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ConnectCodec;
import io.sojourn.wire.connect.Consistency;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the JSON form of what a client says: one pass over the bytes, unknown fields skipped,
 * everything bounded.
 */
final class JsonReader {

  private static final int DEPTH = 16;
  private static final int FIELD_NAME_LENGTH = 1024;
  private static final int NUMBER_LENGTH = 20;
  private static final int CAPABILITIES_MAX = 1024;
  private static final byte[] NOTHING = {};

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxDocumentLength(ConnectCodec.FRAME_BYTES_MAX)
                  .maxStringLength(ConnectCodec.FRAME_BYTES_MAX)
                  .maxNameLength(FIELD_NAME_LENGTH)
                  .maxNumberLength(NUMBER_LENGTH)
                  .maxNestingDepth(DEPTH)
                  .build())
          .build();

  private final JsonParser parser;
  private @Nullable String type;
  private @Nullable SessionId id;
  private byte[] nonce = NOTHING;
  private byte[] token = NOTHING;
  private byte[] payload = NOTHING;
  private String userId = "";
  private String key = "";
  private String reason = "";
  private long lifeMillis;
  private long idleTimeoutMillis;
  private long lowestAwaited;
  private long timestamp;
  private long sequence;
  private long correlationId;
  private long minIndex;
  private long number;
  private boolean unordered;
  private Consistency consistency = Consistency.LINEARIZABLE;
  private SortedMap<String, String> capabilities = new TreeMap<>();

  private JsonReader(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads one object, or an array of them. */
  static List<ClientMessage> read(ByteBuf text) throws BadFrameException {
    byte[] bytes = ByteBufUtil.getBytes(text);
    List<ClientMessage> messages = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (messages.size() == ConnectCodec.FRAME_MESSAGES_MAX) {
            throw new BadFrameException(
                Reason.TOO_LARGE,
                "a frame of more than " + ConnectCodec.FRAME_MESSAGES_MAX + " messages");
          }
          messages.add(new JsonReader(parser).message());
        }
      } else {
        messages.add(new JsonReader(parser).message());
      }
      if (parser.nextToken() != null) {
        throw malformed("something behind the messages");
      }
      return messages;
    } catch (JacksonException e) {
      // Its own words would repeat what was sent, and that may be a secret.
      TokenStreamLocation place = e.getLocation();
      throw malformed(
          "no JSON within its bounds"
              + (place == null ? "" : ", near byte " + place.getByteOffset()));
    }
  }

  private static BadFrameException malformed(String what) {
    return new BadFrameException(Reason.MALFORMED, what);
  }

  private ClientMessage message() throws BadFrameException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw malformed("a message that is no object");
    }
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String field = parser.currentName();
      if (parser.nextToken() == JsonToken.VALUE_NULL) {
        continue; // as if it were left out
      }
      read(field);
    }
    return build();
  }

  private void read(String field) throws BadFrameException {
    switch (field) {
      case "type" -> type = string(field);
      case "id" -> id = id(string(field));
      case "nonce" -> nonce = bytes(field);
      case "token" -> token = bytes(field);
      case "payload" -> payload = bytes(field);
      case "user_id" -> userId = string(field);
      case "key" -> key = string(field);
      case "reason" -> reason = string(field);
      case "life_millis" -> lifeMillis = number(field);
      case "idle_timeout_millis" -> idleTimeoutMillis = number(field);
      case "lowest_awaited" -> lowestAwaited = number(field);
      case "timestamp" -> timestamp = number(field);
      case "sequence" -> sequence = number(field);
      case "correlation_id" -> correlationId = number(field);
      case "min_index" -> minIndex = number(field);
      case "number" -> number = number(field);
      case "unordered" -> unordered = flag(field);
      case "consistency" -> consistency = consistency(string(field));
      case "capabilities" -> capabilities = texts(field);
      default -> parser.skipChildren();
    }
  }

  private String string(String field) throws BadFrameException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw malformed(field + " is no text");
    }
    return unicode(field, parser.getString());
  }

  /** An escape may spell half of a surrogate pair, which no log can carry. */
  private static String unicode(String field, String text) throws BadFrameException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw malformed(field + " has half of a surrogate pair");
    }
    return text;
  }

  private byte[] bytes(String field) throws BadFrameException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw malformed(field + " is no text in base64");
    }
    return parser.getBinaryValue();
  }

  private long number(String field) throws BadFrameException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw malformed(field + " is no whole number");
    }
    return parser.getLongValue();
  }

  private boolean flag(String field) throws BadFrameException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw malformed(field + " is neither true nor false");
    };
  }

  private static SessionId id(String text) throws BadFrameException {
    try {
      return SessionId.parse(text);
    } catch (IllegalArgumentException e) {
      throw malformed("id is no session id");
    }
  }

  private static Consistency consistency(String text) throws BadFrameException {
    return switch (text) {
      case "linearizable" -> Consistency.LINEARIZABLE;
      case "session" -> Consistency.SESSION;
      case "local" -> Consistency.LOCAL;
      default -> throw malformed("consistency is none of linearizable, session, local");
    };
  }

  private SortedMap<String, String> texts(String field) throws BadFrameException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw malformed(field + " is no object");
    }
    SortedMap<String, String> texts = new TreeMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      if (texts.size() == CAPABILITIES_MAX) {
        throw malformed("more than " + CAPABILITIES_MAX + " capabilities");
      }
      String name = unicode(field, parser.currentName());
      parser.nextToken();
      texts.put(name, string(field));
    }
    return texts;
  }

  private ClientMessage build() throws BadFrameException {
    String kind = type == null ? "" : type;
    return switch (kind) {
      case "create_session" ->
          new ClientMessage.CreateSession(
              nonce, token, userId, lifeMillis, idleTimeoutMillis, capabilities, key);
      case "continue_session" -> {
        if (id == null) {
          throw malformed("continue_session has no id");
        }
        yield new ClientMessage.ContinueSession(id, token, lowestAwaited);
      }
      case "read_session" -> {
        if (id == null) {
          throw malformed("read_session has no id");
        }
        yield new ClientMessage.ReadSession(id, token);
      }
      case "keep_alive" -> new ClientMessage.KeepAlive(timestamp, lowestAwaited);
      case "request" -> new ClientMessage.Request(sequence, lowestAwaited, payload, unordered);
      case "query" -> new ClientMessage.Query(correlationId, payload, consistency, minIndex);
      case "ack" -> new ClientMessage.Ack(number);
      case "reject" -> new ClientMessage.Reject(number, reason);
      case "close" -> new ClientMessage.Close();
      default ->
          throw new BadFrameException(
              Reason.UNKNOWN_MESSAGE, "a message of a type that is not known here, or of none");
    };
  }
}
