package io.sojourn.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON objects in and out; reading is forgiving about members that it does not know. */
final class Json {
  static final JsonMapper MAPPER = JsonMapper.shared();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A control message of the relay. */
  static ObjectNode message(String type) {
    return object().put("type", type);
  }

  /** The object in a text, or null when the text is anything else. */
  static @Nullable ObjectNode parse(String text) {
    try {
      return MAPPER.readTree(text) instanceof ObjectNode object ? object : null;
    } catch (JacksonException malformed) {
      return null;
    }
  }

  /** A member's text; empty when it is missing or not a text. */
  static String text(JsonNode object, String member) {
    JsonNode value = object.path(member);
    return value.isString() ? value.stringValue() : "";
  }

  static boolean flag(JsonNode object, String member) {
    return object.path(member).asBoolean(false);
  }

  static int number(JsonNode object, String member, int otherwise) {
    return object.path(member).asInt(otherwise);
  }
}
