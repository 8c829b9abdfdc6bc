package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.server.DoorAtHand.Created;
import io.sojourn.server.DoorAtHand.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attributes: one by one and all together, with and without preconditions. */
class AttributesTest {

  @TempDir Path folder;
  private DoorAtHand door;
  private Created session;
  private String all;

  @BeforeEach
  void open() throws IOException {
    door = new DoorAtHand(folder);
    session = door.create("{\"user_id\":\"ada\",\"attributes\":{\"a\":1,\"b\":{\"x\":1,\"y\":2}}}");
    all = session.path() + "/attributes";
  }

  @AfterEach
  void close() {
    door.close();
  }

  @Test
  void readsAllAndOne() {
    Reply together = door.get(all);
    assertThat(together.body()).isEqualTo("{\"a\":1,\"b\":{\"x\":1,\"y\":2}}");
    assertThat(together.header("ETag")).isEqualTo("\"1\"");
    assertThat(door.get(all, "If-None-Match", "\"1\"").status()).isEqualTo(304);
    Reply one = door.get(all + "/b");
    assertThat(one.body()).isEqualTo("{\"x\":1,\"y\":2}");
    assertThat(one.header("ETag")).isEqualTo("\"1\"");
    assertThat(door.get(all + "/b", "If-None-Match", "\"1\", \"9\"").status()).isEqualTo(304);
    assertThat(door.get(all + "/none").problem()).isEqualTo("attribute-unknown");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1",
        "-0.5",
        "1e400",
        "\"\"",
        "\"x\"",
        "true",
        "null",
        "[]",
        "{}",
        "[1,[2,{\"a\":[]}]]",
        "12345678901234567890123456789",
        "1.10",
      })
  void holdsAnyJsonValue(String value) {
    Reply put = door.ask("PUT", all + "/any", value);
    assertThat(put.status()).isEqualTo(201);
    String expected = value.equals("1e400") ? "1E+400" : value;
    assertThat(put.body()).isEqualTo(expected);
    assertThat(door.get(all + "/any").body()).isEqualTo(expected);
    assertThat(door.get(session.path()).json().path("attributes").has("any")).isTrue();
  }

  @Test
  void tellsNewFromChangedAndTagsEachAttributeByItself() {
    Reply created = door.ask("PUT", all + "/new", "1");
    assertThat(created.status()).isEqualTo(201);
    Reply changed = door.ask("PUT", all + "/new", "2");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).isNotEqualTo(created.header("ETag"));
    assertThat(door.get(all + "/a").header("ETag")).isEqualTo("\"1\"");
    assertThat(door.ask("DELETE", all + "/new", "").status()).isEqualTo(204);
    assertThat(door.ask("DELETE", all + "/new", "").problem()).isEqualTo("attribute-unknown");
    Reply again = door.ask("PUT", all + "/new", "2");
    assertThat(again.header("ETag")).isNotEqualTo(changed.header("ETag"));
  }

  @Test
  void demandsTheVersionOfTheAttribute() {
    String tag = door.get(all + "/a").header("ETag");
    Reply first = door.ask("PUT", all + "/a", "2", "If-Match", tag);
    assertThat(first.status()).isEqualTo(200);
    Reply second = door.ask("PUT", all + "/a", "3", "If-Match", tag);
    assertThat(second.status()).isEqualTo(412);
    assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(door.ask("DELETE", all + "/a", "", "If-Match", tag).status()).isEqualTo(412);
    for (String demanded : List.of("*", "\"0\"", "\"1\"")) {
      Reply none = door.ask("PUT", all + "/none", "1", "If-Match", demanded);
      assertThat(none.status()).isEqualTo(412);
      assertThat(none.text("detail")).isEqualTo("The attribute is not there.");
      assertThat(none.header("ETag")).isEmpty();
    }
    assertThat(door.ask("PUT", all + "/a", "1", "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(door.ask("PUT", all + "/none", "1", "If-None-Match", "*").status()).isEqualTo(201);
  }

  @Test
  void replacesAll() {
    assertThat(door.ask("PUT", all, "{\"c\":null}").body()).isEqualTo("{\"c\":null}");
    assertThat(door.get(all).body()).isEqualTo("{\"c\":null}");
    assertThat(door.ask("PUT", all, "{}", "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(door.ask("DELETE", all, "").status()).isEqualTo(204);
    assertThat(door.get(all).body()).isEqualTo("{}");
    assertThat(door.ask("PUT", all, "[]").problem()).isEqualTo("invalid-field");
  }

  @Test
  void mergesAPatch() {
    String merge = "application/merge-patch+json";
    Reply patched =
        door.ask(
            "PATCH",
            all,
            "{\"a\":null,\"b\":{\"x\":null,\"z\":{\"q\":null,\"r\":1}},\"c\":\"new\"}",
            "Content-Type",
            merge);
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.body()).isEqualTo("{\"b\":{\"y\":2,\"z\":{\"r\":1}},\"c\":\"new\"}");
    Reply one = door.ask("PATCH", all + "/b", "{\"y\":3}", "Content-Type", merge);
    assertThat(one.body()).isEqualTo("{\"y\":3,\"z\":{\"r\":1}}");
    assertThat(door.ask("PATCH", all + "/b", "null").status()).isEqualTo(204);
    assertThat(door.get(all).body()).isEqualTo("{\"c\":\"new\"}");
    assertThat(door.ask("PATCH", all + "/c", "{\"k\":1}").body()).isEqualTo("{\"k\":1}");
    String text = "text/plain";
    assertThat(door.ask("PATCH", all, "{}", "Content-Type", text).status()).isEqualTo(415);
  }

  @Test
  void takesNamesWithSlashesAndRefusesLongOnes() {
    assertThat(door.ask("PUT", all + "/a%2Fb%20%C3%BC", "1").status()).isEqualTo(201);
    assertThat(door.get(all).json().has("a/b ü")).isTrue();
    Reply tooLong = door.ask("PUT", all + "/" + "n".repeat(129), "1");
    assertThat(tooLong.status()).isEqualTo(422);
    assertThat(door.ask("PUT", all + "/", "1").status()).isEqualTo(404);
  }

  @Test
  void boundsTheNumberOfAttributes() {
    StringBuilder many = new StringBuilder("{\"n0\":0");
    for (int i = 1; i < 129; i++) {
      many.append(",\"n").append(i).append("\":").append(i);
    }
    Reply reply = door.ask("PUT", all, many + "}");
    assertThat(reply.status()).isEqualTo(422);
    assertThat(reply.problem()).isEqualTo("limit-exceeded");
    assertThat(door.get(all).json().size()).isEqualTo(2);
  }

  private List<Reply> together(int count, IntFunction<Reply> request) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int n = i;
        replies.add(CompletableFuture.supplyAsync(() -> request.apply(n), threads));
      }
      return replies.stream().map(CompletableFuture::join).toList();
    }
  }

  @Test
  void ofManyWritersWithTheSameTagExactlyOneWins() {
    String tag = door.get(all + "/a").header("ETag");
    List<Reply> replies =
        together(20, n -> door.ask("PUT", all + "/a", "\"w" + n + "\"", "If-Match", tag));
    List<Reply> won = replies.stream().filter(reply -> reply.status() == 200).toList();
    assertThat(won).hasSize(1);
    assertThat(replies.stream().filter(reply -> reply.status() == 412)).hasSize(19);
    assertThat(door.get(all + "/a").body()).isEqualTo(won.getFirst().body());
  }

  @Test
  void ofManyWritersOfTheWholeWithTheSameTagExactlyOneWins() {
    List<Reply> replies =
        together(20, n -> door.ask("PATCH", all, "{\"w\":" + n + "}", "If-Match", "\"1\""));
    assertThat(replies.stream().filter(reply -> reply.status() == 200)).hasSize(1);
    assertThat(replies.stream().filter(reply -> reply.status() == 412)).hasSize(19);
  }

  @Test
  void parallelPatchesOfDifferentAttributesAllStay() {
    List<Reply> replies = together(100, n -> door.ask("PATCH", all, "{\"p" + n + "\":" + n + "}"));
    assertThat(replies).allMatch(reply -> reply.status() == 200);
    assertThat(door.get(all).json().size()).isEqualTo(102);
  }

  @Test
  void parallelMergesIntoOneObjectLoseNothing() {
    List<Reply> replies =
        together(8, n -> door.ask("PATCH", all + "/b", "{\"p" + n + "\":" + n + "}"));
    assertThat(replies).allMatch(reply -> reply.status() == 200);
    assertThat(door.get(all + "/b").json().size()).isEqualTo(10);
  }

  @Test
  void writesDoNotBringAnEndedSessionBack() {
    List<Reply> replies =
        together(
            60,
            n ->
                n == 30
                    ? door.ask("DELETE", session.path(), "")
                    : door.ask("PUT", all + "/w" + n, "1"));
    assertThat(replies).allMatch(reply -> List.of(201, 204, 409).contains(reply.status()));
    assertThat(door.get(session.path()).text("state")).isEqualTo("Invalidated");
    String before = door.get(all).body();
    assertThat(door.ask("PATCH", all, "{\"late\":1}").status()).isEqualTo(409);
    assertThat(door.get(all).body()).isEqualTo(before);
  }
}
