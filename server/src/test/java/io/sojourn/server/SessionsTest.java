package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.server.DoorAtHand.Created;
import io.sojourn.server.DoorAtHand.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/sessions}: records and their life cycle, with an API key. */
class SessionsTest {

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
  void createsASessionAndShowsItsTokenOnce() {
    Reply created =
        door.ask(
            "POST",
            "/v1/sessions",
            """
            {"user_id": "ada", "ttl_seconds": 60, "idle_seconds": 9, "activate": true,
             "capabilities": {"client": "x"}, "attributes": {"a": [1, {"b": null}], "t": "ü"}}\
            """);
    assertThat(created.status()).isEqualTo(201);
    String id = created.text("id");
    assertThat(created.header("Location")).isEqualTo("/v1/sessions/" + id);
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(created.text("token")).matches("st_" + id + "_[A-Za-z0-9_-]{43}");
    Reply shown = door.get("/v1/sessions/" + id);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.body()).doesNotContain("token").doesNotContain("\"st_");
    assertThat(shown.body())
        .isEqualTo(
            "{\"id\":\"%s\",\"user_id\":\"ada\",\"state\":\"Active\",".formatted(id)
                + "\"created_at\":\"2027-01-15T08:00:00.000Z\","
                + "\"expires_at\":\"2027-01-15T08:01:00.000Z\",\"idle_seconds\":9,"
                + "\"last_seen_at\":\"2027-01-15T08:00:00.000Z\","
                + "\"lease_expires_at\":\"2027-01-15T08:00:09.000Z\","
                + "\"version\":1,\"epoch\":0,\"capabilities\":{\"client\":\"x\"},"
                + "\"attributes\":{\"a\":[1,{\"b\":null}],\"t\":\"ü\"}}");
  }

  @Test
  void startsPendingForADayUnlessToldOtherwise() {
    Created session = door.create("{\"user_id\":\"ada\"}");
    Reply shown = door.get(session.path());
    assertThat(shown.text("state")).isEqualTo("Pending");
    assertThat(shown.text("expires_at")).isEqualTo("2027-01-16T08:00:00.000Z");
    assertThat(shown.json().path("idle_seconds").asInt()).isZero();
  }

  @Test
  void keepsRealTextByteForByte() {
    String text = "session on json -- #1 O'Brien <script> data: SELECT 1; \\u0000 \\\" 𝄞";
    Created session = door.create("{\"user_id\":\"ada\",\"attributes\":{\"t\":\"" + text + "\"}}");
    Reply value = door.get(session.path() + "/attributes/t");
    assertThat(value.body()).isEqualTo("\"" + text + "\"");
    assertThat(value.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  /** Advice of the parser to whoever programs with it. */
  private static final String[] OF_THE_PARSER = {"StreamRead", "JsonRead", "Source:", "`"};

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"user_id":1}                                 | invalid-field  | user_id          | must be a string, not a number
          {"user_id":""}                                | invalid-field  | user_id          | 1 to 256
          {}                                            | invalid-field  | user_id          | missing
          {"user_id":"a\\u0007b"}                       | invalid-field  | user_id          | control characters
          {"user_id":"a","ttl":5}                       | invalid-field  | ttl              | no field ttl
          {"user_id":"a","ttl_seconds":"5"}             | invalid-field  | ttl_seconds      | must be an integer, not a string
          {"user_id":"a","ttl_seconds":5.5}             | invalid-field  | ttl_seconds      | integer
          {"user_id":"a","ttl_seconds":0}               | invalid-field  | ttl_seconds      | must be 1 to 31536000
          {"user_id":"a","ttl_seconds":99999999999999999999} | invalid-field | ttl_seconds  | must be 1 to
          {"user_id":"a","idle_seconds":-1}             | invalid-field  | idle_seconds     | must be 0 to
          {"user_id":"a","activate":"yes"}              | invalid-field  | activate         | must be a boolean, not a string
          {"user_id":"a","capabilities":[]}             | invalid-field  | capabilities     | must be an object, not an array
          {"user_id":"a","capabilities":{"x":1}}        | invalid-field  | capabilities.x   | must be a string
          {"user_id":"a","attributes":null}             | invalid-field  | attributes       | not null
          [1]                                           | invalid-field  | ``               | JSON object
          {"user_id":"a","user_id":"b"}                 | malformed-json | ``               | user_id
          {"user_id":"a"} x                             | malformed-json | ``               | x
          {"user_id":"a"                                | malformed-json | ``               | line 1
          {                                             | malformed-json | ``               | end-of-input
          {"user_id":"\\ud800"}                         | malformed-json | ``               | surrogate
          {"user_id":"a","attributes":{"\\ud800":1}}    | malformed-json | ``               | surrogate
          {"user_id":"a","attributes":{"n":1e99999999999}} | malformed-json | ``           | e99999999999
          {"user_id":"a","attributes":{"a\\u0000":1}}  | invalid-field  | attributes       | control characters
          {"user_id":"a","attributes":{"n":NaN}}        | malformed-json | ``               | NaN
          """)
  void refusesABodyAndSaysWhatIsWrong(String body, String problem, String field, String complaint) {
    Reply reply = door.ask("POST", "/v1/sessions", body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo(problem);
    assertThat(reply.text("field")).isEqualTo(field);
    assertThat(reply.text("detail")).contains(complaint).doesNotContain(OF_THE_PARSER);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void boundsTheDepthAndTheLengthsOfJson() {
    String deep =
        "{\"user_id\":\"a\",\"attributes\":{\"x\":" + "[".repeat(40) + "]".repeat(40) + "}}";
    Reply tooDeep = door.ask("POST", "/v1/sessions", deep);
    assertThat(tooDeep.problem()).isEqualTo("malformed-json");
    assertThat(tooDeep.text("detail")).contains("32").doesNotContain(OF_THE_PARSER);
    String number = "{\"user_id\":\"a\",\"ttl_seconds\":" + "1".repeat(2000) + "}";
    assertThat(door.ask("POST", "/v1/sessions", number).problem()).isEqualTo("malformed-json");
    String name = "{\"user_id\":\"a\",\"" + "n".repeat(60_000) + "\":1}";
    assertThat(door.ask("POST", "/v1/sessions", name).problem()).isEqualTo("malformed-json");
    String value = "{\"user_id\":\"a\",\"attributes\":{\"x\":\"" + "v".repeat(20_000) + "\"}}";
    Reply over = door.ask("POST", "/v1/sessions", value);
    assertThat(over.status()).isEqualTo(422);
    assertThat(over.problem()).isEqualTo("limit-exceeded");
    String body = "{\"user_id\":\"a\",\"attributes\":{\"x\":\"" + "v".repeat(300_000) + "\"}}";
    assertThat(door.ask("POST", "/v1/sessions", body).status()).isEqualTo(413);
  }

  @Test
  void takesOnlyJson() {
    String body = "{\"user_id\":\"a\"}";
    assertThat(door.ask("POST", "/v1/sessions", body, "Content-Type", "text/plain").status())
        .isEqualTo(415);
    String latin = "application/json; charset=iso-8859-1";
    assertThat(door.ask("POST", "/v1/sessions", body, "Content-Type", latin).status())
        .isEqualTo(415);
    String utf8 = "application/json; charset=UTF-8";
    assertThat(door.ask("POST", "/v1/sessions", body, "Content-Type", utf8).status())
        .isEqualTo(201);
  }

  @Test
  void followsTheLifeCycleAndRefusesOtherEdgesWithTheState() {
    Created session = door.create("{\"user_id\":\"ada\"}");
    assertConflict(session, "suspend", "Pending");
    assertConflict(session, "resume", "Pending");
    assertThat(change(session, "PUT", "activate").text("state")).isEqualTo("Active");
    Reply again = change(session, "POST", "activate");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.header("ETag")).isEqualTo("\"2\"");
    assertConflict(session, "resume", "Active");
    assertThat(change(session, "POST", "suspend").text("state")).isEqualTo("Suspended");
    assertConflict(session, "activate", "Suspended");
    assertConflict(session, "suspend", "Suspended");
    assertThat(change(session, "PUT", "resume").text("state")).isEqualTo("Active");
    assertThat(door.ask("DELETE", session.path(), "").status()).isEqualTo(204);
    assertThat(door.ask("DELETE", session.path(), "").status()).isEqualTo(204);
    assertConflict(session, "activate", "Invalidated");
    assertThat(door.get(session.path()).text("state")).isEqualTo("Invalidated");
    assertThat(door.get(session.path()).text("ended_at")).isEqualTo("2027-01-15T08:00:00.000Z");
  }

  private Reply change(Created session, String method, String verb) {
    return door.ask(method, session.path() + "/" + verb, "");
  }

  private void assertConflict(Created session, String verb, String state) {
    Reply reply = change(session, "POST", verb);
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.problem()).isEqualTo("illegal-transition");
    assertThat(reply.text("state")).isEqualTo(state);
  }

  @Test
  void aDeadSessionStaysDead() {
    Created session = door.create("{\"user_id\":\"ada\",\"activate\":true,\"ttl_seconds\":5}");
    door.kernel.pass(5_000);
    assertThat(door.get(session.path()).text("state")).isEqualTo("Expired");
    assertConflict(session, "activate", "Expired");
    Reply write = door.ask("PUT", session.path() + "/attributes/x", "1");
    assertThat(write.status()).isEqualTo(409);
    assertThat(write.problem()).isEqualTo("session-dead");
    assertThat(write.text("state")).isEqualTo("Expired");
    assertThat(door.as(session.token(), "GET", session.path(), "").status()).isEqualTo(401);
    assertThat(door.ask("DELETE", session.path(), "").status()).isEqualTo(204);
    assertThat(door.get(session.path()).text("state")).isEqualTo("Invalidated");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/sessions/00000000000000000000000000000000",
    "GET, /v1/sessions/nonsense",
    "GET, /v1/sessions/0000000000000000000000000000000G",
    "DELETE, /v1/sessions/00000000000000000000000000000000",
    "PUT, /v1/sessions/00000000000000000000000000000000/activate",
    "POST, /v1/sessions/00000000000000000000000000000000/resume",
    "GET, /v1/sessions/00000000000000000000000000000000/attributes",
    "DELETE, /v1/sessions/00000000000000000000000000000000/attributes/x",
  })
  void saysThatASessionIsUnknown(String method, String path) {
    Reply reply = door.ask(method, path, "");
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.problem()).isEqualTo("session-unknown");
  }

  @Test
  void comparesVersionsBeforeItChangesAnything() {
    Created session = door.create("{\"user_id\":\"ada\"}");
    String activate = session.path() + "/activate";
    Reply mismatch = door.ask("PUT", activate, "", "If-Match", "\"7\"");
    assertThat(mismatch.status()).isEqualTo(412);
    assertThat(mismatch.problem()).isEqualTo("version-mismatch");
    assertThat(mismatch.header("ETag")).isEqualTo("\"1\"");
    assertThat(door.ask("PUT", activate, "", "If-Match", "W/\"1\"").status()).isEqualTo(412);
    assertThat(door.ask("PUT", activate, "", "If-Match", "\"0\", \"1\"").status()).isEqualTo(200);
    assertThat(door.ask("DELETE", session.path(), "", "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(door.ask("DELETE", session.path(), "", "If-Match", "*").status()).isEqualTo(204);
  }

  @Test
  void answersNotModifiedToWhoHasTheVersion() {
    Created session = door.create("{\"user_id\":\"ada\"}");
    Reply same = door.get(session.path(), "If-None-Match", "\"1\"");
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(same.header("ETag")).isEqualTo("\"1\"");
    assertThat(door.get(session.path(), "If-None-Match", "\"2\"").status()).isEqualTo(200);
  }

  @Test
  void listsNewestFirstAndFilters() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String active = i % 2 == 0 ? "true" : "false";
      ids.addFirst(
          door.create("{\"user_id\":\"u" + i % 2 + "\",\"activate\":" + active + "}").id());
      door.kernel.pass(1);
    }
    assertThat(listed("/v1/sessions")).isEqualTo(ids);
    assertThat(listed("/v1/sessions?user_id=u1")).containsExactly(ids.get(1), ids.get(3));
    assertThat(listed("/v1/sessions?state=Active"))
        .containsExactly(ids.get(0), ids.get(2), ids.get(4));
    assertThat(listed("/v1/sessions?state=Active&user_id=u1")).isEmpty();
    assertThat(door.get("/v1/sessions?limit=5").json().has("next_cursor")).isFalse();
  }

  private List<String> listed(String path) {
    List<String> ids = new ArrayList<>();
    door.get(path).json().path("sessions").forEach(s -> ids.add(s.path("id").asString()));
    return ids;
  }

  @Test
  void pagesStayInStepWhileSessionsComeAndGo() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      ids.addFirst(door.create("{\"user_id\":\"ada\"}").id());
    }
    List<String> before = listed("/v1/sessions?limit=500");
    List<String> paged = new ArrayList<>();
    String cursor = "";
    do {
      Reply page = door.get("/v1/sessions?limit=10" + cursor);
      page.json().path("sessions").forEach(s -> paged.add(s.path("id").asString()));
      cursor = page.text("next_cursor").isEmpty() ? "" : "&cursor=" + page.text("next_cursor");
      door.kernel.pass(1);
      door.create("{\"user_id\":\"eve\"}");
    } while (!cursor.isEmpty());
    assertThat(before).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(paged).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=501, limit",
    "limit=ten, limit",
    "limit=, limit",
    "state=active, state",
    "cursor=!, cursor",
    "cursor=AAAA, cursor",
    "access_token=x, access_token",
    "user=ada, user",
  })
  void refusesParametersThatItDoesNotKnow(String query, String parameter) {
    Reply reply = door.get("/v1/sessions?" + query);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.problem()).isEqualTo("invalid-parameter");
    assertThat(reply.text("parameter")).isEqualTo(parameter);
  }
}
