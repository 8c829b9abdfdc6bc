package io.sojourn.server;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * JSON as this door reads and writes it: strict UTF-8 in, bounded in depth and length, no repeated
 * member, nothing after the value; compact out.
 */
final class Json {

  /** How deep arrays and objects may be nested. */
  static final int MAX_DEPTH = 32;

  /** How many characters a number may have. */
  static final int MAX_NUMBER_LENGTH = 64;

  /** How many characters a member's name may have. */
  static final int MAX_NAME_LENGTH = 256;

  /** How many characters a string may have; a body is never larger anyway. */
  static final int MAX_STRING_LENGTH = 256 * 1024;

  /** What Jackson says to its programmer, who is not the one that sent the body. */
  private static final Pattern JACKSONS_OWN =
      Pattern.compile(
          " \\(start marker at .*| cannot be deserialized as .*|: enable `[^`]*` to allow|, from"
              + " `[^`]*`",
          Pattern.DOTALL);

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .maxNameLength(MAX_NAME_LENGTH)
                          .maxStringLength(MAX_STRING_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private Json() {}

  /** Compact JSON of maps, lists, text, numbers, truth values and JSON trees. */
  static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  /** Compact JSON of a tree, as text. */
  static String text(JsonNode value) {
    return MAPPER.writeValueAsString(value);
  }

  /** Compact JSON written piece by piece. */
  static byte[] written(Consumer<JsonGenerator> writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = MAPPER.createGenerator(out)) {
      writer.accept(generator);
    }
    return out.toByteArray();
  }

  /**
   * Reads one JSON value.
   *
   * @throws ProblemException if the bytes are not exactly that
   */
  static JsonNode parse(byte[] body) {
    if (body.length == 0) {
      throw malformed("The body is empty; it must be a JSON value.");
    }
    String text = StrictUtf8.decode(body);
    if (text == null) {
      throw malformed("The body is not UTF-8.");
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node == null || node.isMissingNode()) {
        throw malformed("The body holds no JSON value.");
      }
      refuseHalfPairs(node);
      return node;
    } catch (JacksonException e) {
      throw malformed(ours(e.getOriginalMessage()) + where(e));
    } catch (NumberFormatException e) {
      // What Jackson throws for an exponent that no number of Java has.
      throw malformed("A number is out of range: " + ours(String.valueOf(e.getMessage())));
    }
  }

  /** A stored value as a tree; what is not JSON is a string. */
  static JsonNode stored(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException | NumberFormatException e) {
      return JsonNodeFactory.instance.stringNode(text);
    }
  }

  /** Whether the text is one JSON value within this door's bounds. */
  static boolean isValue(String text) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }

  /** Refuses strings that UTF-8 cannot carry: an escape may spell half of a surrogate pair. */
  private static void refuseHalfPairs(JsonNode node) {
    if (node.isString() && !StrictUtf8.isEncodable(node.stringValue())) {
      throw malformed("A string holds half of a surrogate pair.");
    }
    if (node.isObject()) {
      for (String name : node.propertyNames()) {
        if (!StrictUtf8.isEncodable(name)) {
          throw malformed("A member's name holds half of a surrogate pair.");
        }
      }
    }
    for (JsonNode child : node) {
      refuseHalfPairs(child);
    }
  }

  private static String ours(String jacksons) {
    return JACKSONS_OWN.matcher(jacksons).replaceAll("");
  }

  private static String where(JacksonException e) {
    var location = e.getLocation();
    return location == null
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }

  private static ProblemException malformed(String detail) {
    return Problem.of(ProblemType.MALFORMED_JSON, detail).asException();
  }
}
