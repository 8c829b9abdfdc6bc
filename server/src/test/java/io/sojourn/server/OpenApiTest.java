package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.server.DoorAtHand.Created;
import io.sojourn.server.DoorAtHand.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The interface's description says what the server does: no more, no less. */
class OpenApiTest {

  private static final Set<String> APART = Set.of("cluster", "nfs");

  @TempDir Path folder;
  private DoorAtHand door;
  private JsonNode document;

  @BeforeEach
  void open() throws IOException {
    door = new DoorAtHand(folder);
    document = door.as("", "GET", "/openapi.json", "").json();
  }

  @AfterEach
  void close() {
    door.close();
  }

  /** Operations by "METHOD path", in the order of the document. */
  private Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        String name = method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey();
        operations.put(name, method.getValue());
      }
    }
    return operations;
  }

  private static String name(Route route) {
    return route.method() + " " + route.template().replace("*}", "}");
  }

  @Test
  void everyRouteIsDescribedAndEverythingDescribedIsRouted() {
    Set<String> routed = new TreeSet<>();
    door.door.routes().all().forEach(route -> routed.add(name(route)));
    assertThat(operations().keySet()).isEqualTo(routed);
    assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
  }

  @Test
  void everyRoutesAccessAndBodyAreAsDescribed() {
    Map<String, JsonNode> operations = operations();
    for (Route route : door.door.routes().all()) {
      JsonNode operation = Objects.requireNonNull(operations.get(name(route)));
      Set<String> schemes = new TreeSet<>();
      boolean open = operation.path("security").isEmpty();
      for (JsonNode alternative : operation.path("security")) {
        open |= alternative.isEmpty();
        schemes.addAll(alternative.propertyNames());
      }
      Set<String> expected =
          switch (route.access()) {
            case OPEN -> Set.of();
            case KEY, LOCAL_OR_KEY -> Set.of("apiKey");
            case BEARER, OWNER, OWNER_IN_USE -> Set.of("apiKey", "sessionToken");
          };
      assertThat(schemes).as(name(route)).isEqualTo(expected);
      assertThat(open)
          .as(name(route))
          .isEqualTo(route.access() == Access.OPEN || route.access() == Access.LOCAL_OR_KEY);
      Set<String> media = new TreeSet<>(operation.at("/requestBody/content").propertyNames());
      assertThat(media).as(name(route)).isEqualTo(route.consumes());
    }
  }

  @Test
  void everyProblemTypeIsDescribedAndEveryDescribedOneExists() {
    Set<String> described = new TreeSet<>();
    document
        .at("/components/schemas/Problem/properties/type/enum")
        .forEach(type -> described.add(type.asString()));
    Set<String> existing = new TreeSet<>();
    for (ProblemType type : ProblemType.values()) {
      existing.add(type.uri());
      assertThat(type.status()).isBetween(400, 599);
    }
    assertThat(described).isEqualTo(existing);
  }

  @Test
  void everyReferenceLeadsSomewhereAndNothingDescribedIsUnused() {
    Set<String> references = new TreeSet<>();
    collectReferences(document, references);
    for (String reference : references) {
      assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
    for (String kind : List.of("schemas", "responses", "parameters", "headers")) {
      for (String name : document.path("components").path(kind).propertyNames()) {
        assertThat(references).contains("#/components/" + kind + "/" + name);
      }
    }
  }

  private static void collectReferences(JsonNode node, Set<String> references) {
    if (node.path("$ref").isString()) {
      references.add(node.path("$ref").asString());
    }
    node.forEach(child -> collectReferences(child, references));
  }

  @Test
  void everyOperationDoesWhatItsDescriptionSays() {
    int executed = 0;
    for (Map.Entry<String, JsonNode> operation : operations().entrySet()) {
      String method = operation.getKey().split(" ", -1)[0];
      String template = operation.getKey().split(" ", -1)[1];
      if (operation.getValue().path("responses").has("101")
          || APART.contains(operation.getValue().at("/tags/0").asString())) {
        continue; // tests of their own speak WebSocket, have a cluster, and are clients of NFS
      }
      for (Example example : examples(operation.getValue())) {
        Reply reply =
            door.ask(method, path(template), example.body(), "Content-Type", example.mediaType());
        assertThat(reply.status()).as(operation.getKey() + " " + reply.body()).isBetween(200, 299);
        assertDescribed(operation.getValue(), reply);
        executed++;
      }
    }
    assertThat(executed).isGreaterThan(30);
  }

  private record Example(String mediaType, String body) {}

  private static List<Example> examples(JsonNode operation) {
    List<Example> examples = new ArrayList<>();
    for (Map.Entry<String, JsonNode> media : operation.at("/requestBody/content").properties()) {
      assertThat(media.getValue().path("examples").isEmpty()).isFalse();
      media
          .getValue()
          .path("examples")
          .forEach(e -> examples.add(new Example(media.getKey(), e.path("value").toString())));
    }
    return examples.isEmpty() ? List.of(new Example("application/json", "")) : examples;
  }

  /** The template's path with a session in the right state and an attribute that is there. */
  private String path(String template) {
    Created session =
        door.create("{\"user_id\":\"ada\",\"attributes\":{\"x\":{\"a\":1}},\"activate\":true}");
    if (template.endsWith("/resume")) {
      assertThat(door.ask("PUT", session.path() + "/suspend", "").status()).isEqualTo(200);
    }
    return template.replace("{id}", session.id()).replace("{name}", "x").replace("{file}", asset());
  }

  private String asset() {
    return door.as("", "GET", "/", "").body().replaceAll("(?s).*?\"/assets/([^\"]+)\".*", "$1");
  }

  private void assertDescribed(JsonNode operation, Reply reply) {
    JsonNode described = operation.path("responses").path(Integer.toString(reply.status()));
    assertThat(described.isMissingNode()).as(operation.path("operationId").asString()).isFalse();
    JsonNode content = described.path("content");
    if (!content.isEmpty()) {
      String mediaType = reply.header("Content-Type").replaceAll(";.*", "");
      assertThat(content.propertyNames()).contains(mediaType);
      JsonNode schema = resolve(content.path(mediaType).path("schema"));
      if (schema.has("required") && schema.has("properties")) {
        schema.path("required").forEach(m -> assertThat(reply.json().has(m.asString())).isTrue());
        assertThat(schema.path("properties").propertyNames())
            .containsAll(reply.json().propertyNames());
      }
    }
  }

  private JsonNode resolve(JsonNode schema) {
    return schema.has("$ref") ? document.at(schema.path("$ref").asString().substring(1)) : schema;
  }

  @Test
  void everyOperationWithAKeyDescribesTheCommonRefusals() {
    for (Map.Entry<String, JsonNode> operation : operations().entrySet()) {
      JsonNode responses = operation.getValue().path("responses");
      if (operation.getKey().contains("/v1/") && !responses.has("101")) {
        assertThat(responses.propertyNames()).as(operation.getKey()).contains("401", "429");
      }
      if (operation.getValue().has("requestBody")) {
        assertThat(responses.propertyNames()).as(operation.getKey()).contains("413", "415");
      }
    }
  }
}
