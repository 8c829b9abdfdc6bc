package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.MemoryLog;
import io.sojourn.engine.SessionEngine;
import io.sojourn.machine.Admission;
import io.sojourn.machine.Push;
import io.sojourn.machine.State;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.server.DoorAtHand.Created;
import io.sojourn.server.DoorAtHand.Reply;
import io.sojourn.session.Session;
import io.sojourn.testing.LimitsWith;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door over a state machine that keeps something for each session, and has no more room. */
class FullStateTest {

  private static final class Keeping implements UserStateMachine {
    @Override
    public Execution<byte[], byte[]> apply(State<byte[]> state, byte[] command, Context context) {
      return Execution.of(command);
    }

    @Override
    public Admission<byte[]> onSessionCreated(
        State<byte[]> state, Session session, Context context) {
      state.put("of " + session.id(), new byte[0]);
      return Admission.accept();
    }

    @Override
    public List<Push<byte[]>> onSessionExpired(
        State<byte[]> state, Session session, Context context) {
      state.remove("of " + session.id());
      return List.of();
    }
  }

  @TempDir Path folder;

  @Test
  void aSessionForWhichThereIsNoRoomIsNotMadeAndTheAnswerDoesNotAskForAnotherAttempt()
      throws IOException {
    try (SessionEngine engine =
            SessionEngine.on(new MemoryLog())
                .limits(LimitsWith.bound("stateEntries", 1))
                .machine(new Keeping())
                .open();
        DoorAtHand door = DoorAtHand.over(folder, engine, Optional::empty)) {
      Created first = door.create("{\"user_id\":\"ada\"}");
      Reply full = door.ask("POST", "/v1/sessions", "{\"user_id\":\"eve\"}");
      assertThat(full.status()).isEqualTo(507);
      assertThat(full.problem()).isEqualTo("state-full");
      assertThat(full.header("Retry-After")).isEmpty();
      assertThat(door.get("/v1/sessions?user_id=eve").json().path("sessions")).isEmpty();
      assertThat(door.ask("DELETE", first.path(), "").status()).isEqualTo(204);
      assertThat(door.ask("POST", "/v1/sessions", "{\"user_id\":\"eve\"}").status()).isEqualTo(201);
    }
  }
}
