package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.MemoryLog;
import io.sojourn.engine.SessionEngine;
import io.sojourn.server.DoorAtHand.Created;
import io.sojourn.server.DoorAtHand.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The door over the real engine, whose log fails: nothing is acknowledged any more, and it says so.
 */
class FailedLogTest {

  @TempDir Path folder;

  @Test
  void afterAFailedWriteEveryChangeIsRefusedAndReadsGoOn() throws IOException {
    MemoryLog log = new MemoryLog();
    try (SessionEngine engine = SessionEngine.on(log).open();
        DoorAtHand door =
            DoorAtHand.over(folder, engine, () -> SojournServer.whyNotReady(engine.status()))) {
      Created session = door.create("{\"user_id\":\"ada\",\"activate\":true}");
      assertThat(door.get("/health/ready").status()).isEqualTo(200);
      log.failNext(MemoryLog.Fault.LOST);
      Reply uncertain = door.ask("PUT", session.path() + "/attributes/a", "1");
      assertThat(uncertain.status()).isEqualTo(503);
      assertThat(uncertain.problem()).isEqualTo("outcome-unknown");
      assertThat(uncertain.text("detail")).contains("Read before trying again. Reason: ");
      Reply refused = door.ask("POST", "/v1/sessions", "{\"user_id\":\"eve\"}");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.problem()).isEqualTo("unavailable");
      assertThat(refused.text("detail")).contains("the log has failed");
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(door.get(session.path()).text("state")).isEqualTo("Active");
      assertThat(door.get(session.path() + "/attributes").body()).isEqualTo("{}");
      assertThat(door.get("/health/live").status()).isEqualTo(200);
      Reply ready = door.get("/health/ready");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.text("detail")).contains("the log has failed");
      assertThat(door.get("/health").text("status")).isEqualTo("unavailable");
    }
  }
}
