package io.sojourn.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.wire.connect.ClientMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Holds the two documents of the protocol against the published schema and the code. */
class ProtocolDocumentTest {

  private static final Path BASE = Path.of(System.getProperty("basedir", "."));
  private static final Pattern MESSAGE =
      Pattern.compile("(?ms)^(message|enum) (\\w+) \\{(.*?)^?\\}$");
  private static final Pattern FIELD =
      Pattern.compile("(?m)^ +(?:repeated )?(map<string, string>|\\w+) (\\w+) = [0-9]+;");
  private static final Pattern VALUE = Pattern.compile("(?m)^ +(\\w+) = [0-9]+;");
  private static final Pattern CODE_ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\| [rce ]+ \\|");
  private static final Pattern STATUS_ROW = Pattern.compile("(?m)^\\| ([0-9]{4}) \\|");
  private static final Pattern QUOTED = Pattern.compile("`([a-z_]+)`");

  /** Fields by message: name to type, in order. */
  private final Map<String, Map<String, String>> messages = new LinkedHashMap<>();

  private final Map<String, List<String>> enums = new HashMap<>();
  private JsonNode document;

  @BeforeEach
  void read() throws IOException {
    Matcher message = MESSAGE.matcher(resource(ClientMessage.class, "/sojourn/v1/connect.proto"));
    while (message.find()) {
      if (message.group(1).equals("enum")) {
        List<String> values = new ArrayList<>();
        Matcher value = VALUE.matcher(message.group(3));
        while (value.find()) {
          values.add(value.group(1).toLowerCase(Locale.ROOT));
        }
        enums.put(message.group(2), values);
      } else {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = FIELD.matcher(message.group(3));
        while (field.find()) {
          fields.put(field.group(2), field.group(1));
        }
        messages.put(message.group(2), fields);
      }
    }
    document = JsonMessages.JSON.readTree(Connect.description());
  }

  private static String resource(Class<?> beside, String name) throws IOException {
    try (InputStream in = beside.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The fields of a message: name to type, in order. */
  private Map<String, String> fields(String message) {
    return Objects.requireNonNull(messages.get(message), message);
  }

  @Test
  void asyncApiHasTheMessagesOfTheSchemaAndNoOthers() {
    List<String> both = new ArrayList<>(fields("ClientMessage").keySet());
    both.addAll(fields("ServerMessage").keySet());
    assertThat(both).hasSize(19);
    assertThat(document.get("components").get("messages").propertyNames())
        .containsExactlyInAnyOrderElementsOf(both);
    assertThat(document.get("channels").get("connect").get("messages").propertyNames())
        .containsExactlyInAnyOrderElementsOf(both);
    assertThat(operation("hear", "receive"))
        .containsExactlyElementsOf(fields("ClientMessage").keySet());
    assertThat(operation("say", "send"))
        .containsExactlyElementsOf(fields("ServerMessage").keySet());
  }

  private List<String> operation(String name, String action) {
    JsonNode operation = document.get("operations").get(name);
    assertThat(operation.get("action").asString()).isEqualTo(action);
    return operation
        .get("messages")
        .valueStream()
        .map(reference -> reference.get("$ref").asString().replaceAll(".*/", ""))
        .toList();
  }

  @Test
  void asyncApiHasTheFieldsOfTheSchemaWithTheirTypes() {
    Map<String, String> all = new LinkedHashMap<>(fields("ClientMessage"));
    all.putAll(fields("ServerMessage"));
    JsonNode components = document.get("components");
    all.forEach(
        (kind, message) -> {
          JsonNode described = components.get("messages").get(kind);
          assertThat(described.get("name").asString()).isEqualTo(kind);
          assertThat(described.get("payload").get("$ref").asString())
              .isEqualTo("#/components/schemas/" + message);
          JsonNode properties = components.get("schemas").get(message).get("properties");
          assertThat(properties.get("type").get("const").asString()).isEqualTo(kind);
          List<String> names = new ArrayList<>(List.of("type"));
          names.addAll(fields(message).keySet());
          assertThat(properties.propertyNames()).containsExactlyElementsOf(names);
          fields(message).forEach((field, type) -> assertType(field, type, properties.get(field)));
        });
  }

  private void assertType(String field, String type, JsonNode described) {
    if (field.equals("code")) {
      assertThat(described.get("$ref").asString()).isEqualTo("#/components/schemas/Code");
      return;
    }
    String json =
        switch (type) {
          case "int64", "int32" -> "integer";
          case "bool" -> "boolean";
          case "map<string, string>" -> "object";
          default -> "string";
        };
    assertThat(described.get("type").asString()).as(field).isEqualTo(json);
    if (enums.containsKey(type)) {
      assertThat(described.get("enum").valueStream().map(JsonNode::asString))
          .containsExactlyElementsOf(enums.get(type));
    }
    if (type.equals("bytes")) {
      assertThat(described.has(field.equals("id") ? "pattern" : "contentEncoding")).isTrue();
    }
  }

  @Test
  void everyReferenceInAsyncApiLeadsSomewhere() {
    List<String> references = document.findValuesAsString("$ref");
    assertThat(references).hasSizeGreaterThan(40);
    for (String reference : references) {
      JsonNode node = document;
      for (String step : reference.substring(2).split("/", -1)) {
        node = node.path(step);
      }
      assertThat(node.isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void everyCodeIsInAsyncApi() {
    JsonNode codes = document.get("components").get("schemas").get("Code").get("enum");
    assertThat(codes.valueStream().map(JsonNode::asString))
        .containsExactlyInAnyOrderElementsOf(Codes.all());
  }

  @Test
  void everyCodeIsInTheTableOrSaidToBelongToAnotherDoor() throws IOException {
    String page = Files.readString(BASE.resolve("../docs/session-protocol.md"));
    Set<String> documented = found(CODE_ROW, page);
    assertThat(found(CODE_ROW, page)).hasSizeGreaterThan(30);
    String others = page.substring(page.indexOf("The kernel's other codes"));
    documented.addAll(found(QUOTED, others.substring(0, others.indexOf("\n\n"))));
    assertThat(documented).containsExactlyInAnyOrderElementsOf(Codes.all());
  }

  @Test
  void everyStatusOfACloseFrameIsInTheTable() throws IOException {
    String page = Files.readString(BASE.resolve("../docs/session-protocol.md"));
    assertThat(found(STATUS_ROW, page))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(CloseStatus.values())
                .map(status -> Integer.toString(status.status()))
                .toList());
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
