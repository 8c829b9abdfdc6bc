package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.server.DoorAtHand.Created;
import io.sojourn.server.DoorAtHand.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what: API keys, session tokens, and everybody else. */
class AccessTest {

  private static final String UNKNOWN_KEY = "sk_" + "A".repeat(43);

  @TempDir Path folder;
  private DoorAtHand door;

  @BeforeEach
  void open() throws IOException {
    door = new DoorAtHand(folder);
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void everyRouteThatIsNotOpenAsksForACredential() {
    Set<String> closed = new HashSet<>();
    for (Route route : door.door.routes().all()) {
      if (route.access() != Access.OPEN && route.access() != Access.LOCAL_OR_KEY) {
        String path = route.template().replaceAll("\\{.*?}", "x");
        Reply reply = door.as("", route.method(), path, "");
        assertThat(reply.status()).as(route.method() + " " + path).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(reply.problem()).isEqualTo("unauthenticated");
        closed.add(route.template());
      }
    }
    Set<String> api = new HashSet<>();
    door.door.routes().all().stream()
        // A WebSocket asks in its first message.
        .filter(route -> route.kind() != Route.Kind.UPGRADE)
        .map(Route::template)
        .filter(template -> template.startsWith("/v1/"))
        .forEach(api::add);
    assertThat(closed).containsAll(api);
  }

  @Test
  void nobodyCreatesASessionForSomebodyElseWithoutAKey() {
    String admin = "{\"user_id\":\"admin\"}";
    assertThat(door.as("", "POST", "/v1/sessions", admin).status()).isEqualTo(401);
    assertThat(door.as(UNKNOWN_KEY, "POST", "/v1/sessions", admin).status()).isEqualTo(401);
    Created eve = door.create("{\"user_id\":\"eve\",\"activate\":true}");
    Reply asEve = door.as(eve.token(), "POST", "/v1/sessions", admin);
    assertThat(asEve.status()).isEqualTo(403);
    assertThat(asEve.header("WWW-Authenticate")).contains("insufficient_scope");
    assertThat(door.as(eve.token(), "GET", "/v1/sessions", "").status()).isEqualTo(403);
  }

  @Test
  void aTokenOpensItsOwnSession() {
    Created session = door.create("{\"user_id\":\"ada\"}");
    assertThat(door.as(session.token(), "GET", session.path(), "").status()).isEqualTo(200);
    assertThat(door.as(session.token(), "PUT", session.path() + "/activate", "").status())
        .isEqualTo(200);
    String attribute = session.path() + "/attributes/a";
    assertThat(door.as(session.token(), "PUT", attribute, "1").status()).isEqualTo(201);
    assertThat(door.as(session.token(), "DELETE", session.path(), "").status()).isEqualTo(204);
    Reply after = door.as(session.token(), "GET", session.path(), "");
    assertThat(after.status()).isEqualTo(401);
    assertThat(after.header("WWW-Authenticate")).contains("invalid_token");
  }

  @Test
  void toATokenEveryOtherSessionIsUnknown() {
    Created ada = door.create("{\"user_id\":\"ada\"}");
    Created eve = door.create("{\"user_id\":\"eve\"}");
    Reply other = door.as(eve.token(), "GET", ada.path(), "");
    Reply nobody = door.as(eve.token(), "GET", "/v1/sessions/" + "0".repeat(32), "");
    assertThat(other.status()).isEqualTo(404);
    assertThat(other.body()).isEqualTo(nobody.body());
    assertThat(door.as(eve.token(), "DELETE", ada.path(), "").status()).isEqualTo(404);
    assertThat(door.get(ada.path()).text("state")).isEqualTo("Pending");
  }

  @Test
  void aSuspendedSessionsTokenReadsAndLogsOutButChangesNothing() {
    Created session = door.create("{\"user_id\":\"ada\",\"activate\":true}");
    String suspend = session.path() + "/suspend";
    assertThat(door.as(session.token(), "POST", suspend, "").status()).isEqualTo(403);
    assertThat(door.ask("POST", suspend, "").status()).isEqualTo(200);
    assertThat(door.as(session.token(), "GET", session.path(), "").status()).isEqualTo(200);
    Reply write = door.as(session.token(), "PUT", session.path() + "/attributes/a", "1");
    assertThat(write.status()).isEqualTo(403);
    assertThat(write.text("state")).isEqualTo("Suspended");
    assertThat(door.as(session.token(), "POST", session.path() + "/resume", "").status())
        .isEqualTo(403);
    assertThat(door.as(session.token(), "DELETE", session.path(), "").status()).isEqualTo(204);
  }

  @Test
  void whoamiTellsWhatACredentialOpens() {
    Created session = door.create("{\"user_id\":\"ada\"}");
    assertThat(door.get("/v1/sessions/whoami").body()).isEqualTo("{\"kind\":\"api_key\"}");
    Reply mine = door.as(session.token(), "GET", "/v1/sessions/whoami", "");
    assertThat(mine.text("id")).isEqualTo(session.id());
    assertThat(mine.header("ETag")).isEqualTo("\"1\"");
    assertThat(door.as("", "GET", "/v1/sessions/whoami", "").status()).isEqualTo(401);
  }

  @Test
  void aRequestIsASignOfLifeUnlessItOnlyPeeks() {
    Created session = door.create("{\"user_id\":\"ada\",\"idle_seconds\":3}");
    door.kernel.pass(2_000);
    assertThat(door.as(session.token(), "GET", "/v1/sessions/whoami", "").status()).isEqualTo(200);
    door.kernel.pass(2_000);
    assertThat(door.as(session.token(), "GET", "/v1/sessions/whoami?peek", "").status())
        .isEqualTo(200);
    assertThat(door.as(session.token(), "GET", session.path() + "?peek", "").status())
        .isEqualTo(200);
    door.kernel.pass(1_500);
    assertThat(door.as(session.token(), "GET", "/v1/sessions/whoami", "").status()).isEqualTo(401);
    assertThat(door.get(session.path()).text("state")).isEqualTo("Expired");
  }

  @Test
  void lookingWithAKeyIsNoSignOfLife() {
    Created session = door.create("{\"user_id\":\"ada\",\"idle_seconds\":3}");
    door.kernel.pass(2_000);
    assertThat(door.get(session.path()).status()).isEqualTo(200);
    door.kernel.pass(1_000);
    assertThat(door.get(session.path()).text("state")).isEqualTo("Expired");
  }

  @Test
  void theAbsoluteEndComesHoweverOftenASessionIsSeen() {
    Created session = door.create("{\"user_id\":\"ada\",\"ttl_seconds\":5,\"idle_seconds\":3}");
    for (int second = 0; second < 5; second++) {
      assertThat(door.as(session.token(), "GET", "/v1/sessions/whoami", "").status())
          .as("after %d s", second)
          .isEqualTo(200);
      door.kernel.pass(1_000);
    }
    assertThat(door.as(session.token(), "GET", "/v1/sessions/whoami", "").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sk_",
        "sk_short",
        "st_",
        "st_0000_x",
        "ST_00000000000000000000000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "st_00000000000000000000000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "00000000000000000000000000000000",
        "null",
      })
  void refusesWhatOnlyLooksLikeACredential(String credential) {
    assertThat(door.as(credential, "GET", "/v1/sessions/whoami", "").status()).isEqualTo(401);
  }

  @Test
  void anIdIsNotACredentialWhereverItIsPut() {
    Created session = door.create("{\"user_id\":\"ada\"}");
    String path = "/v1/sessions/whoami";
    assertThat(door.as("", "GET", path, "", "X-Session-ID", session.id()).status()).isEqualTo(401);
    assertThat(door.as("", "GET", path, "", "X-Session-ID", session.token()).status())
        .isEqualTo(401);
    assertThat(door.as("", "GET", path, "", "Cookie", "session=" + session.token()).status())
        .isEqualTo(401);
    assertThat(door.as("", "GET", path + "?access_token=" + session.token(), "").status())
        .isEqualTo(401);
    assertThat(door.as(session.id(), "GET", path, "").status()).isEqualTo(401);
    assertThat(door.as("", "GET", path, "", "Authorization", "Basic eDp5").status()).isEqualTo(401);
  }

  @Test
  void aTokenWithOneCharacterChangedOpensNothing() {
    Created session = door.create("{\"user_id\":\"ada\"}");
    String token = session.token();
    char last = token.charAt(token.length() - 5);
    String changed =
        token.substring(0, token.length() - 5)
            + (last == 'A' ? 'B' : 'A')
            + token.substring(token.length() - 4);
    assertThat(door.as(changed, "GET", session.path(), "").status()).isEqualTo(401);
    Created other = door.create("{\"user_id\":\"eve\"}");
    String crossed = "st_" + session.id() + other.token().substring(35);
    assertThat(door.as(crossed, "GET", session.path(), "").status()).isEqualTo(401);
  }

  @Test
  void slowsDownWhoFailsTooOftenButNotWhoHoldsAKey() {
    int refusals = 0;
    Reply last = door.as(UNKNOWN_KEY, "GET", "/v1/sessions", "");
    while (last.status() == 401 && refusals < 100) {
      refusals++;
      last = door.as(UNKNOWN_KEY, "GET", "/v1/sessions", "");
    }
    assertThat(refusals).isBetween(FailedAttempts.BURST, FailedAttempts.BURST + 10);
    assertThat(last.status()).isEqualTo(429);
    assertThat(last.problem()).isEqualTo("too-many-attempts");
    assertThat(Integer.parseInt(last.header("Retry-After"))).isBetween(1, 60);
    assertThat(door.get("/v1/sessions").status()).isEqualTo(200);
    assertThat(door.as("", "GET", "/v1/sessions", "").status()).isEqualTo(401);
  }

  @Test
  void tokensAreRandomWithoutRepetition() {
    Tokens tokens = new Tokens();
    Set<String> secrets = new HashSet<>();
    int[] counts = new int[64];
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < 10_000; i++) {
      String secret = tokens.newSessionToken(tokens.newSessionId()).substring(36);
      assertThat(secrets.add(secret)).isTrue();
      for (int c = 0; c < 42; c++) {
        counts[alphabet.indexOf(secret.charAt(c))]++;
      }
    }
    for (int count : counts) {
      assertThat(count).isBetween(6_000, 7_200);
    }
  }

  @Test
  void metricsAreOpenOnThisMachineOnly() throws IOException {
    assertThat(door.as("", "GET", "/metrics", "").status()).isEqualTo(200);
    assertThat(door.as("", "GET", "/metrics", "", "X-Forwarded-For", "203.0.113.9").status())
        .isEqualTo(401);
    Reply withKey = door.ask("GET", "/metrics", "", "X-Forwarded-For", "203.0.113.9");
    assertThat(withKey.status()).isEqualTo(200);
    try (RawClient rebound = new RawClient(door.address())) {
      rebound.send("GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n");
      assertThat(rebound.reply().status()).isEqualTo(401);
    }
  }
}
