package io.sojourn.server;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The members of a JSON object, taken out one by one and strictly: every complaint names the field
 * and what was expected of it, and {@link #end} complains of what nobody asked for.
 */
final class Fields {

  private final JsonNode object;
  private final TreeSet<String> known = new TreeSet<>();

  private Fields(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads a body that must be an object.
   *
   * @throws ProblemException if it is anything else
   */
  static Fields of(byte[] body) {
    return new Fields(object(body));
  }

  /** The body as a tree that must be an object. */
  static JsonNode object(byte[] body) {
    JsonNode node = Json.parse(body);
    if (!node.isObject()) {
      throw Problem.of(
              ProblemType.INVALID_FIELD, "The body must be a JSON object, not " + kind(node) + ".")
          .with("expected", "object")
          .asException();
    }
    return node;
  }

  private Optional<JsonNode> take(String name) {
    known.add(name);
    return Optional.ofNullable(object.get(name));
  }

  /** Text that must be there, not empty and without control characters. */
  String requiredText(String name, int maxLength) {
    JsonNode node =
        take(name)
            .orElseThrow(
                () ->
                    Problem.of(ProblemType.INVALID_FIELD, "The field " + name + " is missing.")
                        .with("field", name)
                        .with("expected", "string")
                        .asException());
    String text = text(name, node);
    if (text.isEmpty() || text.length() > maxLength) {
      throw invalid(name, "must have 1 to " + maxLength + " characters", "string");
    }
    return text;
  }

  private static String text(String name, JsonNode node) {
    if (!node.isString()) {
      throw wrong(name, "string", node);
    }
    String text = node.stringValue();
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw invalid(name, "must not hold control characters", "string");
    }
    return text;
  }

  /** A whole number within bounds, if it is there. */
  OptionalLong integer(String name, long min, long max) {
    Optional<JsonNode> node = take(name);
    if (node.isEmpty()) {
      return OptionalLong.empty();
    }
    if (!node.get().isIntegralNumber()) {
      throw wrong(name, "integer", node.get());
    }
    if (!node.get().canConvertToLong()
        || node.get().longValue() < min
        || node.get().longValue() > max) {
      throw invalid(name, "must be " + min + " to " + max, "integer");
    }
    return OptionalLong.of(node.get().longValue());
  }

  /** A truth value; false if it is not there. */
  boolean flag(String name) {
    Optional<JsonNode> node = take(name);
    if (node.isPresent() && !node.get().isBoolean()) {
      throw wrong(name, "boolean", node.get());
    }
    return node.isPresent() && node.get().booleanValue();
  }

  /** An object of which every member is text; empty if it is not there. */
  SortedMap<String, String> texts(String name) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> member : members(name).entrySet()) {
      texts.put(member.getKey(), text(name + "." + member.getKey(), member.getValue()));
    }
    return texts;
  }

  /** An object of anything, each member as compact JSON; empty if it is not there. */
  SortedMap<String, String> values(String name) {
    SortedMap<String, String> values = new TreeMap<>();
    members(name).forEach((member, value) -> values.put(member, Json.text(value)));
    return values;
  }

  private SortedMap<String, JsonNode> members(String name) {
    SortedMap<String, JsonNode> members = new TreeMap<>();
    Optional<JsonNode> node = take(name);
    if (node.isPresent()) {
      if (!node.get().isObject()) {
        throw wrong(name, "object", node.get());
      }
      for (Map.Entry<String, JsonNode> member : node.get().properties()) {
        checkName(name, member.getKey());
        members.put(member.getKey(), member.getValue());
      }
    }
    return members;
  }

  /**
   * Refuses names that could not be put into a path, where names are written in one line.
   *
   * @throws ProblemException if the name holds control characters
   */
  static void checkName(String object, String name) {
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw invalid(object, "must not hold control characters in names", "object");
    }
  }

  /** Refuses fields that were not asked for. */
  void end() {
    for (String name : object.propertyNames()) {
      if (!known.contains(name)) {
        throw Problem.of(
                ProblemType.INVALID_FIELD,
                "There is no field " + name + "; known are " + String.join(", ", known) + ".")
            .with("field", name)
            .asException();
      }
    }
  }

  private static ProblemException wrong(String name, String expected, JsonNode found) {
    String article = "aeio".indexOf(expected.charAt(0)) >= 0 ? "an " : "a ";
    return invalid(name, "must be " + article + expected + ", not " + kind(found), expected);
  }

  private static ProblemException invalid(String name, String complaint, String expected) {
    return Problem.of(ProblemType.INVALID_FIELD, "The field " + name + " " + complaint + ".")
        .with("field", name)
        .with("expected", expected)
        .asException();
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case NUMBER -> "a number";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a string";
      case MISSING -> "nothing";
    };
  }
}
