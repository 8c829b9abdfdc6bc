package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.server.DoorAtHand.Created;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets stay secret: in every response but the one that creates a session, and in every log line.
 */
class SecretsTest {

  @TempDir Path folder;

  @Test
  void noSecretIsInAnyResponseOrLogLine() throws IOException {
    try (LogLines log = LogLines.ofEverything();
        DoorAtHand door = new DoorAtHand(folder)) {
      Created session = door.create("{\"user_id\":\"ada\",\"activate\":true}");
      List<String> answers = new ArrayList<>();
      for (String credential : List.of(door.key, session.token(), session.token() + "x")) {
        for (Route route : door.door.routes().all()) {
          String path = route.template().replace("{id}", session.id()).replaceAll("\\{.*?}", "x");
          if (route.method().equals("DELETE") && credential.equals(door.key)) {
            continue; // would end the session before its own token has been tried
          }
          String body = route.consumes().isEmpty() ? "" : "{";
          DoorAtHand.Reply reply = door.as(credential, route.method(), path, body);
          answers.add(reply.body() + reply.response().headers().map());
        }
      }
      answers.add(door.as("", "GET", "/v1/sessions?key=" + door.key, "").body());
      answers.add(door.get("/v1/sessions").body());
      String secret = session.token().substring(36);
      assertThat(answers).hasSizeGreaterThan(50);
      assertThat(answers).noneMatch(answer -> answer.contains(secret));
      assertThat(answers).noneMatch(answer -> answer.contains(door.key.substring(3)));
      assertThat(log.text()).isNotEmpty();
      assertThat(log.text()).doesNotContain(secret).doesNotContain(door.key.substring(3));
    }
  }
}
