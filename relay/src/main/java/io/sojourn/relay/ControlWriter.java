package io.sojourn.relay;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes the control messages that the relay sends, each as the UTF-8 bytes of a text frame. */
final class ControlWriter {

  private static final JsonFactory JSON = JsonFactory.builder().build();
  private static final DateTimeFormatter MILLIS =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private ControlWriter() {}

  static byte[] error(String message) {
    return object("error", json -> json.writeStringProperty("message", message));
  }

  /** What a host is told about its registration. */
  record Registered(
      String code,
      String sessionId,
      String resumeToken,
      boolean resumed,
      boolean recovered,
      long graceSeconds,
      long codeExpiresAt) {}

  /** The code stands first, as clients of the first protocol expect; 0 means no end of the code. */
  static byte[] registered(Registered r) {
    return object(
        "registered",
        json -> {
          json.writeStringProperty("code", r.code());
          json.writeStringProperty("session_id", r.sessionId());
          json.writeStringProperty("resume_token", r.resumeToken());
          json.writeBooleanProperty("resumed", r.resumed());
          json.writeBooleanProperty("recovered", r.recovered());
          json.writeNumberProperty("grace_seconds", r.graceSeconds());
          if (r.codeExpiresAt() != 0) {
            String at = MILLIS.format(Instant.ofEpochMilli(r.codeExpiresAt()));
            json.writeStringProperty("code_expires_at", at);
          }
        });
  }

  /** What a viewer is told when it is admitted. */
  record Admitted(
      String resumeToken,
      String viewerId,
      String sessionId,
      String hostName,
      boolean hostOnline,
      boolean readOnly,
      boolean recovered) {}

  static byte[] authSuccess(Admitted a) {
    return object(
        "auth_success",
        json -> {
          json.writeStringProperty("resume_token", a.resumeToken());
          json.writeStringProperty("viewer_id", a.viewerId());
          json.writeStringProperty("session_id", a.sessionId());
          json.writeStringProperty("host_name", a.hostName());
          json.writeBooleanProperty("host_online", a.hostOnline());
          json.writeBooleanProperty("read_only", a.readOnly());
          json.writeBooleanProperty("recovered", a.recovered());
        });
  }

  static byte[] authFailed(String reason, @Nullable String hint, long retryAfterSeconds) {
    return object(
        "auth_failed",
        json -> {
          json.writeStringProperty("reason", reason);
          if (hint != null) {
            json.writeStringProperty("hint", hint);
          }
          if (retryAfterSeconds > 0) {
            json.writeNumberProperty("retry_after_seconds", retryAfterSeconds);
          }
        });
  }

  static byte[] browserConnected(String viewerId, int viewers) {
    return browser("browser_connected", viewerId, viewers);
  }

  static byte[] browserDisconnected(String viewerId, int viewers) {
    return browser("browser_disconnected", viewerId, viewers);
  }

  private static byte[] browser(String type, String viewerId, int viewers) {
    return object(
        type,
        json -> {
          json.writeStringProperty("browser_id", viewerId);
          json.writeNumberProperty("viewer_count", viewers);
        });
  }

  static byte[] hostAway(long graceSeconds) {
    return object("host_away", json -> json.writeNumberProperty("grace_seconds", graceSeconds));
  }

  static byte[] hostBack() {
    return object("host_back", json -> {});
  }

  static byte[] sessionSuspended() {
    return object("session_suspended", json -> {});
  }

  static byte[] sessionResumed() {
    return object("session_resumed", json -> {});
  }

  static byte[] replayBegin(String terminal) {
    return object("replay_begin", json -> json.writeStringProperty("session_id", terminal));
  }

  static byte[] replayEnd(String terminal) {
    return object("replay_end", json -> json.writeStringProperty("session_id", terminal));
  }

  static byte[] sessionResize(String terminal, int cols, int rows) {
    return object(
        "session_resize",
        json -> {
          json.writeStringProperty("session_id", terminal);
          json.writeNumberProperty("cols", cols);
          json.writeNumberProperty("rows", rows);
        });
  }

  static byte[] sessionList(Collection<Terminal> terminals) {
    return object(
        "session_list",
        json -> {
          json.writeName("sessions");
          json.writeStartArray();
          for (Terminal terminal : terminals) {
            json.writeStartObject();
            json.writeStringProperty("id", terminal.id());
            json.writeStringProperty("name", terminal.title());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /** The request to close a terminal, as hosts of protocol 1 get it: as control. */
  static byte[] closeSession(String terminal) {
    return object("close_session", json -> json.writeStringProperty("session_id", terminal));
  }

  /** The request to close a terminal as the payload that hosts of the first protocol expect. */
  static byte[] closeSessionInBand() {
    return object("close_session", json -> {});
  }

  static byte[] createSession() {
    return object("create_session", json -> {});
  }

  private static byte[] object(String type, Consumer<JsonGenerator> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("type", type);
      fields.accept(json);
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
