package io.sojourn.server;

import io.sojourn.nfs.NfsAdmin.ClientInfo;
import io.sojourn.nfs.NfsAdmin.ConnectionInfo;
import io.sojourn.nfs.NfsAdmin.SessionInfo;
import io.sojourn.nfs.NfsAdmin.SlotInfo;
import io.sojourn.nfs.NfsAdmin.SlotsInfo;
import io.sojourn.nfs.session.ChannelAttributes;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** Clients and sessions of NFS as JSON. What a client calls itself is shown in hexadecimal. */
final class NfsJson {

  private NfsJson() {}

  /** The id of a client: 16 hexadecimal digits. */
  static String client(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  static byte[] client(ClientInfo client) {
    return Json.written(json -> write(json, client));
  }

  static byte[] clients(List<ClientInfo> page, Optional<String> next) {
    return Json.written(
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("clients");
          page.forEach(client -> write(json, client));
          json.writeEndArray();
          next.ifPresent(cursor -> json.writeStringProperty("next_cursor", cursor));
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, ClientInfo client) {
    json.writeStartObject();
    json.writeStringProperty("id", client(client.clientId()));
    json.writeStringProperty("owner", client.owner());
    json.writeStringProperty("program", client.program());
    json.writeNumberProperty("uid", client.uid());
    json.writeBooleanProperty("confirmed", client.confirmed());
    json.writeStringProperty("created_at", SessionJson.time(client.createdAt()));
    json.writeNumberProperty("sessions", client.sessions());
    json.writeBooleanProperty("holds_state", client.holdsState());
    json.writeBooleanProperty("has_revoked_state", client.hasRevokedState());
    client
        .leaseLeftMillis()
        .ifPresent(millis -> json.writeNumberProperty("lease_left_millis", millis));
    json.writeEndObject();
  }

  static byte[] session(SessionInfo session) {
    return Json.written(json -> write(json, session, true));
  }

  static byte[] sessions(List<SessionInfo> page, Optional<String> next) {
    return Json.written(
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("sessions");
          page.forEach(session -> write(json, session, false));
          json.writeEndArray();
          next.ifPresent(cursor -> json.writeStringProperty("next_cursor", cursor));
          json.writeEndObject();
        });
  }

  /** Alone, a session is shown with everything; in a page, without attributes and single slots. */
  private static void write(JsonGenerator json, SessionInfo session, boolean whole) {
    json.writeStartObject();
    json.writeStringProperty("id", session.session().toString());
    json.writeStringProperty("client", client(session.clientId()));
    json.writeBooleanProperty("persistent", session.persistent());
    json.writeBooleanProperty("dead", session.dead());
    json.writeStringProperty("created_at", SessionJson.time(session.createdAt()));
    json.writeBooleanProperty("callbacks", session.callbacks());
    SlotsInfo slots = session.slots();
    json.writeBooleanProperty("live", slots.live());
    json.writeNumberProperty("slots", slots.highest() + 1);
    json.writeNumberProperty("target_slots", slots.target() + 1);
    json.writeNumberProperty("slots_in_use", slots.inProgress());
    json.writeNumberProperty("slots_used", slots.used());
    json.writeNumberProperty("reply_bytes", slots.keptBytes());
    json.writeArrayPropertyStart("connections");
    session.connections().forEach(connection -> write(json, connection));
    json.writeEndArray();
    if (whole) {
      json.writeName("fore");
      write(json, session.fore());
      json.writeName("back");
      write(json, session.back());
      json.writeArrayPropertyStart("used");
      slots.each().forEach(slot -> write(json, slot));
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ConnectionInfo connection) {
    json.writeStartObject();
    json.writeStringProperty("id", Long.toString(connection.id()));
    json.writeStringProperty("remote", connection.remote());
    json.writeBooleanProperty("fore", connection.fore());
    json.writeBooleanProperty("back", connection.back());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, ChannelAttributes channel) {
    json.writeStartObject();
    json.writeNumberProperty("request_bytes_max", channel.requestBytesMax());
    json.writeNumberProperty("response_bytes_max", channel.responseBytesMax());
    json.writeNumberProperty("cached_bytes_max", channel.cachedBytesMax());
    json.writeNumberProperty("operations_max", channel.operationsMax());
    json.writeNumberProperty("requests_max", channel.requestsMax());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, SlotInfo slot) {
    json.writeStartObject();
    json.writeNumberProperty("slot", slot.slot());
    json.writeNumberProperty("sequence", slot.sequence());
    json.writeStringProperty("memory", slot.memory().name().toLowerCase(Locale.ROOT));
    json.writeNumberProperty("reply_bytes", slot.replyBytes());
    json.writeEndObject();
  }
}
