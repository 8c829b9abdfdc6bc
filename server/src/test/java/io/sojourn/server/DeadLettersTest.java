package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.client.ClientOptions;
import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.kv.KvClient;
import io.sojourn.kv.KvCodecs;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.KvEvent;
import io.sojourn.kv.Target;
import io.sojourn.kv.Value;
import io.sojourn.server.DoorAtHand.Created;
import io.sojourn.server.DoorAtHand.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Dead letters over HTTP: of a client that handles no push, and who may see them. */
class DeadLettersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void aPushThatCannotBeHandledIsShownAndThrownAway() throws Exception {
    try (SojournServer server =
            SojournServer.start(ServerConfig.in(folder).withAddress("127.0.0.1", 0));
        SojournClient unable = client(server)) {
      unable.connect();
      byte[] watch = KvCodecs.COMMAND.encode(new KvCommand.Watch(Target.key("greeting")));
      assertThat(unable.execute(watch)).isInstanceOf(Outcome.Done.class);
      String path = "/v1/sessions/" + unable.id() + "/dead-letters";
      assertThat(ask(server, "GET", path).path("letters").size()).isZero();
      try (KvClient writer =
          KvClient.connect(SojournClient.builder(address(server)).key(key(server)), PATIENCE)) {
        assertThat(writer.put("greeting", Value.of("hello"))).isInstanceOf(Outcome.Done.class);
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> ask(server, "GET", path).path("letters").size() == 1);
      JsonNode letters = ask(server, "GET", path);
      JsonNode letter = letters.path("letters").get(0);
      assertThat(letters.path("forgotten").asInt()).isZero();
      assertThat(letter.path("number").asInt()).isEqualTo(1);
      assertThat(letter.path("reason").asString()).contains("cannot be handled");
      assertThat(letter.path("at").asString()).matches("20[0-9-]+T[0-9:.]+Z");
      byte[] payload = Base64.getDecoder().decode(letter.path("payload").asString());
      assertThat(KvCodecs.EVENT.decode(payload)).isInstanceOf(KvEvent.class);
      assertThat(ask(server, "DELETE", path).path("cleared").asInt()).isEqualTo(1);
      assertThat(ask(server, "GET", path).path("letters").size()).isZero();
      assertThat(ask(server, "DELETE", path).path("cleared").asInt()).isZero();
    }
  }

  private static SojournClient client(SojournServer server) throws IOException {
    return SojournClient.builder(address(server))
        .key(key(server))
        .options(ClientOptions.DEFAULT.withPushAttempts(1, Duration.ofMillis(1)))
        .onPush(
            push -> {
              throw new IllegalStateException("cannot be handled");
            })
        .build();
  }

  private static String address(SojournServer server) {
    return "127.0.0.1:" + server.address().getPort();
  }

  private static String key(SojournServer server) throws IOException {
    return Files.readString(server.adminKeyFile()).strip();
  }

  private static JsonNode ask(SojournServer server, String method, String path)
      throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + address(server) + path))
              .header("Authorization", "Bearer " + key(server))
              .method(method, BodyPublishers.noBody())
              .build();
      var response = http.send(request, BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return new JsonMapper().readTree(response.body());
    }
  }

  @Test
  void theHolderOfTheSessionReadsThemAndOnlyAnApiKeyThrowsThemAway() throws IOException {
    try (DoorAtHand door = new DoorAtHand(folder)) {
      Created ada = door.create("{\"user_id\":\"ada\"}");
      Created eve = door.create("{\"user_id\":\"eve\"}");
      String path = ada.path() + "/dead-letters";
      Reply own = door.as(ada.token(), "GET", path, "");
      assertThat(own.body()).isEqualTo("{\"forgotten\":0,\"letters\":[]}");
      assertThat(door.as(eve.token(), "GET", path, "").status()).isEqualTo(404);
      assertThat(door.as("", "GET", path, "").status()).isEqualTo(401);
      assertThat(door.as(ada.token(), "DELETE", path, "").status()).isEqualTo(403);
      String none = "/v1/sessions/" + "0".repeat(32) + "/dead-letters";
      assertThat(door.get(none).problem()).isEqualTo("session-unknown");
      assertThat(door.ask("DELETE", none, "").problem()).isEqualTo("session-unknown");
      assertThat(door.get(path + "?limit=1").problem()).isEqualTo("invalid-parameter");
    }
  }

  @Test
  void anUpgradeSaysWhichBehaviourCountsAndDoesNothingTheSecondTime() throws IOException {
    try (DoorAtHand door = new DoorAtHand(folder)) {
      Created ada = door.create("{\"user_id\":\"ada\"}");
      Reply first = door.ask("POST", "/v1/cluster/upgrade", "");
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.json().path("behaviour").asInt())
          .isEqualTo(door.kernel.engine.agreed().behaviour());
      assertThat(door.ask("POST", "/v1/cluster/upgrade", "").body()).isEqualTo(first.body());
      assertThat(door.as(ada.token(), "POST", "/v1/cluster/upgrade", "").status()).isEqualTo(403);
    }
  }
}
