package io.sojourn.server;

import io.sojourn.session.Attribute;
import io.sojourn.session.Session;
import io.sojourn.session.Sessions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.core.JsonGenerator;

/** Sessions and attributes as JSON. What opens a session is never part of it. */
final class SessionJson {

  /** RFC 3339, in UTC, always with milliseconds. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Sessions sessions;

  SessionJson(Sessions sessions) {
    this.sessions = sessions;
  }

  static String time(long epochMillis) {
    return TIME.format(Instant.ofEpochMilli(epochMillis));
  }

  byte[] one(Session session) {
    return Json.written(json -> write(json, session, Optional.empty()));
  }

  /** A session with its token, as it is shown to the one who created it. */
  byte[] created(Session session, String token) {
    return Json.written(json -> write(json, session, Optional.of(token)));
  }

  byte[] page(List<Session> page, Optional<String> nextCursor) {
    return Json.written(
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("sessions");
          page.forEach(session -> write(json, session, Optional.empty()));
          json.writeEndArray();
          nextCursor.ifPresent(cursor -> json.writeStringProperty("next_cursor", cursor));
          json.writeEndObject();
        });
  }

  /** One attribute's value as JSON. */
  static byte[] value(Attribute attribute) {
    return Json.written(json -> writeValue(json, attribute.value()));
  }

  /** This door stores JSON; what another door has stored as plain text is shown as a string. */
  private static void writeValue(JsonGenerator json, String text) {
    if (Json.isValue(text)) {
      json.writeRawValue(text);
    } else {
      json.writeString(text);
    }
  }

  static byte[] attributes(Session session) {
    return Json.written(json -> write(json, session.attributes()));
  }

  private void write(JsonGenerator json, Session session, Optional<String> token) {
    json.writeStartObject();
    json.writeStringProperty("id", session.id().toString());
    json.writeStringProperty("user_id", session.userId());
    json.writeStringProperty("state", session.state().label());
    json.writeStringProperty("created_at", time(session.createdAt()));
    json.writeStringProperty("expires_at", time(session.expiresAt()));
    json.writeName("idle_seconds");
    writeSeconds(json, session.idleTimeoutMillis());
    json.writeStringProperty("last_seen_at", time(session.lastSeenAt()));
    json.writeStringProperty("lease_expires_at", time(sessions.leaseExpiresAt(session)));
    if (session.endedAt() != 0) {
      json.writeStringProperty("ended_at", time(session.endedAt()));
    }
    json.writeNumberProperty("version", session.version());
    json.writeNumberProperty("epoch", session.epoch());
    json.writeObjectPropertyStart("capabilities");
    session.capabilities().forEach(json::writeStringProperty);
    json.writeEndObject();
    json.writeName("attributes");
    write(json, session.attributes());
    token.ifPresent(secret -> json.writeStringProperty("token", secret));
    json.writeEndObject();
  }

  /** Whole seconds as such, anything finer with its milliseconds. */
  private static void writeSeconds(JsonGenerator json, long millis) {
    if (millis % 1000 == 0) {
      json.writeNumber(millis / 1000);
    } else {
      json.writeNumber(millis / 1000.0);
    }
  }

  private static void write(JsonGenerator json, SortedMap<String, Attribute> attributes) {
    json.writeStartObject();
    for (Map.Entry<String, Attribute> attribute : attributes.entrySet()) {
      json.writeName(attribute.getKey());
      writeValue(json, attribute.getValue().value());
    }
    json.writeEndObject();
  }
}
