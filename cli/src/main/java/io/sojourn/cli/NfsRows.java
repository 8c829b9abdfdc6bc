package io.sojourn.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** NFS clients and sessions as rows of a table. */
final class NfsRows {

  private NfsRows() {}

  /** The rows of {@code clients} or {@code sessions}, below their headings. */
  static List<List<String>> of(String what, List<ObjectNode> all) {
    boolean clients = what.equals("clients");
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        clients
            ? List.of("ID", "OWNER", "PROGRAM", "SESSIONS", "STATE", "LEASE")
            : List.of("ID", "CLIENT", "STATE", "SLOTS", "BUSY", "KEPT", "CONNECTIONS"));
    all.forEach(one -> rows.add(clients ? client(one) : session(one)));
    return rows;
  }

  private static List<String> client(JsonNode client) {
    return List.of(
        text(client, "id"),
        owner(text(client, "owner")),
        text(client, "program"),
        text(client, "sessions"),
        state(client),
        lease(client));
  }

  private static String state(JsonNode client) {
    if (!client.path("confirmed").asBoolean()) {
      return "unconfirmed";
    }
    if (client.path("has_revoked_state").asBoolean()) {
      return "revoked";
    }
    return client.path("holds_state").asBoolean() ? "holds files" : "-";
  }

  private static String lease(JsonNode client) {
    if (!client.has("lease_left_millis")) {
      return "-";
    }
    long left = client.path("lease_left_millis").asLong();
    return left < 0 ? "over" : left / 1000 + " s";
  }

  private static List<String> session(JsonNode session) {
    String kind = session.path("persistent").asBoolean() ? "persistent" : "volatile";
    List<String> remotes = new ArrayList<>();
    session
        .path("connections")
        .forEach(connection -> remotes.add(connection.path("remote").asString("")));
    return List.of(
        text(session, "id"),
        text(session, "client"),
        session.path("dead").asBoolean() ? "dead" : kind,
        text(session, "slots"),
        text(session, "slots_in_use"),
        text(session, "reply_bytes") + " B",
        remotes.isEmpty() ? "-" : OneLine.of(String.join(" ", remotes)));
  }

  private static String text(JsonNode object, String member) {
    String text = OneLine.of(object.path(member).asString(""));
    return text.isEmpty() ? "-" : text;
  }

  /** What a client calls itself is bytes, which mostly are text. */
  private static String owner(String digits) {
    try {
      byte[] bytes = HexFormat.of().parseHex(digits);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      boolean plain = text.chars().noneMatch(Character::isISOControl);
      return plain && !text.isBlank() ? OneLine.of(text) : digits;
    } catch (IllegalArgumentException | CharacterCodingException noText) {
      return digits;
    }
  }
}
