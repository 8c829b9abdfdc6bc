package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads control messages: one pass over the bytes, unknown fields skipped, everything bounded.
 * Thread-safe.
 */
final class ControlReader {

  private static final int DEPTH = 16;
  private static final int FIELD_NAME_LENGTH = 256;

  private final JsonFactory json;
  private final int nameLength;
  private final int terminals;

  ControlReader(int textBytes, int nameLength, int terminals) {
    this.nameLength = nameLength;
    this.terminals = terminals;
    this.json =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxDocumentLength(textBytes)
                    .maxStringLength(textBytes)
                    .maxNameLength(FIELD_NAME_LENGTH)
                    .maxNestingDepth(DEPTH)
                    .build())
            .build();
  }

  /** Reads one text frame, already known to be UTF-8. */
  ControlMessage read(ByteBuf text) {
    byte[] bytes = ByteBufUtil.getBytes(text);
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
      Fields fields = new Fields();
      if (!fields.read(parser) || parser.nextToken() != null) {
        return new ControlMessage.Malformed();
      }
      return fields.message();
    } catch (JacksonException e) {
      return new ControlMessage.Malformed();
    }
  }

  /** The fields of all messages; each message picks its own. */
  private final class Fields {
    @Nullable String type;
    @Nullable String clientId;
    @Nullable String name;
    @Nullable String resumeToken;
    @Nullable String sessionCode;
    @Nullable String sessionId;
    @Nullable List<ControlMessage.Named> sessions;
    int protocol;
    boolean readOnly;
    int cols;
    int rows;
    @Nullable String tooLong;
    boolean wrongKind;

    /** Answers false when this is not one object with fields of the right kinds. */
    boolean read(JsonParser parser) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        readField(field, value, parser);
      }
      return !wrongKind && type != null;
    }

    private void readField(String field, JsonToken value, JsonParser parser) {
      switch (field) {
        case "type" -> type = string(value, parser);
        case "client_id" -> clientId = bounded(field, string(value, parser));
        case "name" -> name = bounded(field, string(value, parser));
        case "resume_token" -> resumeToken = string(value, parser);
        case "session_code" -> sessionCode = string(value, parser);
        case "session_id" -> sessionId = terminalId(field, string(value, parser));
        case "protocol" -> protocol = number(value, parser);
        case "cols" -> cols = number(value, parser);
        case "rows" -> rows = number(value, parser);
        case "read_only" -> readOnly = flag(value);
        case "sessions" -> sessions = list(value, parser);
        default -> parser.skipChildren();
      }
    }

    private @Nullable String string(JsonToken value, JsonParser parser) {
      if (value == JsonToken.VALUE_STRING) {
        String text = parser.getString();
        // An escape may spell half of a surrogate pair, which neither the log nor a frame can
        // carry.
        wrongKind |= !StandardCharsets.UTF_8.newEncoder().canEncode(text);
        return text;
      }
      wrongKind |= value != JsonToken.VALUE_NULL;
      parser.skipChildren();
      return null;
    }

    private int number(JsonToken value, JsonParser parser) {
      if (value == JsonToken.VALUE_NUMBER_INT) {
        return parser.getIntValue();
      }
      wrongKind = true;
      parser.skipChildren();
      return 0;
    }

    private boolean flag(JsonToken value) {
      wrongKind |= value != JsonToken.VALUE_TRUE && value != JsonToken.VALUE_FALSE;
      return value == JsonToken.VALUE_TRUE;
    }

    private @Nullable String bounded(String field, @Nullable String value) {
      if (value != null && value.length() > nameLength) {
        tooLong = field;
      }
      return value;
    }

    private @Nullable String terminalId(String field, @Nullable String value) {
      if (value != null) {
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        if (length > TerminalFrame.ID_BYTES_MAX) {
          tooLong = field;
        }
        wrongKind |= length == 0;
      }
      return value;
    }

    private @Nullable List<ControlMessage.Named> list(JsonToken value, JsonParser parser) {
      if (value != JsonToken.START_ARRAY) {
        wrongKind = true;
        parser.skipChildren();
        return null;
      }
      List<ControlMessage.Named> read = new ArrayList<>();
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        if (t != JsonToken.START_OBJECT) {
          wrongKind = true;
          parser.skipChildren();
          continue;
        }
        ControlMessage.Named entry = entry(parser);
        if (read.size() < terminals && entry != null) {
          read.add(entry);
        }
      }
      return read;
    }

    private ControlMessage.@Nullable Named entry(JsonParser parser) {
      String id = null;
      String title = "";
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("id")) {
          id = terminalId("id", string(value, parser));
        } else if (field.equals("name")) {
          String given = bounded("name", string(value, parser));
          title = given == null ? "" : given;
        } else {
          parser.skipChildren();
        }
      }
      wrongKind |= id == null;
      return id == null ? null : new ControlMessage.Named(id, title);
    }

    ControlMessage message() {
      if (tooLong != null) {
        return new ControlMessage.TooLong(tooLong);
      }
      ControlMessage message = build(type == null ? "" : type);
      return message == null ? new ControlMessage.Malformed() : message;
    }

    private @Nullable ControlMessage build(String type) {
      String id = sessionId;
      return switch (type) {
        case "register" ->
            clientId == null
                ? null
                : new ControlMessage.Register(clientId, protocol, name, readOnly, resumeToken);
        case "auth" ->
            sessionCode == null && resumeToken == null
                ? null
                : new ControlMessage.Auth(sessionCode, resumeToken, protocol);
        case "session_list" -> sessions == null ? null : new ControlMessage.SessionList(sessions);
        case "session_connected" ->
            id == null ? null : new ControlMessage.SessionConnected(id, name == null ? "" : name);
        case "session_disconnected" ->
            id == null ? null : new ControlMessage.SessionDisconnected(id);
        case "session_resize" ->
            id == null || !isSize(cols) || !isSize(rows)
                ? null
                : new ControlMessage.SessionResize(id, cols, rows);
        case "close_session" -> id == null ? null : new ControlMessage.CloseSession(id);
        case "create_session" -> new ControlMessage.CreateSession();
        case "unregister" -> new ControlMessage.Unregister();
        default -> new ControlMessage.Unknown(type);
      };
    }

    private static boolean isSize(int cells) {
      return cells > 0 && cells <= 0xffff;
    }
  }
}
