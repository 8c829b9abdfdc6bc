package io.sojourn.connect;

import io.sojourn.wire.connect.ConnectCodec;
import io.sojourn.wire.connect.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the JSON form of what the server says. */
final class JsonWriter {

  private static final JsonFactory JSON = JsonFactory.builder().build();

  /** Names and punctuation of one message, roughly. */
  private static final int AROUND_BYTES = 64;

  private JsonWriter() {}

  /** One object, or an array of them, in UTF-8. */
  static byte[] write(List<ServerMessage> messages) {
    int room = 0;
    for (ServerMessage message : messages) {
      room += ConnectCodec.bytesAtMost(message) * 4 / 3 + AROUND_BYTES;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(room);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      boolean many = messages.size() != 1;
      if (many) {
        json.writeStartArray();
      }
      for (ServerMessage message : messages) {
        json.writeStartObject();
        json.writeStringProperty("type", Kinds.name(message.getClass()));
        write(message, json);
        json.writeEndObject();
      }
      if (many) {
        json.writeEndArray();
      }
    }
    return bytes.toByteArray();
  }

  private static void write(ServerMessage message, JsonGenerator json) {
    switch (message) {
      case ServerMessage.SessionCreated m -> {
        json.writeStringProperty("id", m.id().toString());
        json.writeNumberProperty("epoch", m.epoch());
        json.writeNumberProperty("window", m.window());
        json.writeNumberProperty("idle_timeout_millis", m.idleTimeoutMillis());
        json.writeNumberProperty("expires_at", m.expiresAt());
      }
      case ServerMessage.SessionContinued m -> {
        json.writeNumberProperty("epoch", m.epoch());
        json.writeNumberProperty("window", m.window());
        json.writeNumberProperty("idle_timeout_millis", m.idleTimeoutMillis());
        json.writeNumberProperty("expires_at", m.expiresAt());
      }
      case ServerMessage.Rejected m -> ending(m.code(), m.detail(), m.leader(), json);
      case ServerMessage.Closed m -> ending(m.code(), m.detail(), m.leader(), json);
      case ServerMessage.KeepAliveReply m -> {
        json.writeNumberProperty("timestamp", m.timestamp());
        json.writeNumberProperty("expires_at", m.expiresAt());
      }
      case ServerMessage.Reply m -> {
        json.writeNumberProperty("sequence", m.sequence());
        json.writeBinaryProperty("payload", m.payload());
        json.writeBooleanProperty("replayed", m.replayed());
        json.writeNumberProperty("index", m.index());
      }
      case ServerMessage.QueryReply m -> {
        json.writeNumberProperty("correlation_id", m.correlationId());
        json.writeBinaryProperty("payload", m.payload());
        json.writeNumberProperty("index", m.index());
      }
      case ServerMessage.RequestError m -> {
        json.writeNumberProperty("sequence", m.sequence());
        json.writeNumberProperty("correlation_id", m.correlationId());
        json.writeStringProperty("code", m.code());
        json.writeStringProperty("detail", m.detail());
      }
      case ServerMessage.Push m -> {
        json.writeNumberProperty("number", m.number());
        json.writeNumberProperty("previous", m.previous());
        json.writeBinaryProperty("payload", m.payload());
      }
      case ServerMessage.Window m -> json.writeNumberProperty("window", m.window());
    }
  }

  private static void ending(String code, String detail, String leader, JsonGenerator json) {
    json.writeStringProperty("code", code);
    json.writeStringProperty("detail", detail);
    json.writeStringProperty("leader", leader);
  }
}
