package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Outcome;
import io.sojourn.session.SessionId;
import io.sojourn.session.Sessions;
import io.sojourn.session.StateChange;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A share, or one of its viewers, that an operator suspends and resumes. */
class SuspensionTest {

  private static final String SUSPENDED = "{\"type\":\"session_suspended\"}";
  private static final String RESUMED = "{\"type\":\"session_resumed\"}";
  private static final String REFUSED = "{\"type\":\"error\",\"message\":\"Session is suspended\"}";

  private final RelayServer server = RelayServer.start();
  private final WsClient host = server.host();

  @AfterEach
  void stop() {
    server.close();
  }

  private void change(WsClient of, StateChange change) {
    SessionId id = SessionId.parse(of.sessionId());
    assertThat(
            server.kernel().change(id, change, Sessions.ANY_VERSION).toCompletableFuture().join())
        .isInstanceOf(Outcome.Done.class);
  }

  private static void expectReplay(WsClient viewer, String output) {
    assertThat(viewer.text()).startsWith("{\"type\":\"session_list\"");
    assertThat(viewer.text()).startsWith("{\"type\":\"replay_begin\"");
    assertThat(viewer.outputText("t")).isEqualTo(output);
    assertThat(viewer.text()).startsWith("{\"type\":\"replay_end\"");
  }

  @Test
  void whileAShareIsSuspendedNothingPassesAndAfterwardsViewersAreShownWhatTheyMissed() {
    WsClient viewer = server.viewer(host.code());
    host.text();
    host.sendOutput("t", "before ");
    assertThat(viewer.outputText("t")).isEqualTo("before ");

    change(host, StateChange.SUSPEND);
    assertThat(viewer.text()).isEqualTo(SUSPENDED);
    host.sendOutput("t", "meanwhile ");
    viewer.sendOutput("t", "not typed");
    assertThat(viewer.text()).isEqualTo(REFUSED);

    change(host, StateChange.RESUME);
    assertThat(viewer.text()).isEqualTo(RESUMED);
    expectReplay(viewer, "before meanwhile ");
    viewer.sendOutput("t", "typed");
    assertThat(host.outputText("t")).isEqualTo("typed");
    host.sendOutput("t", "after");
    assertThat(viewer.outputText("t")).isEqualTo("after");
  }

  @Test
  void aViewerThatIsSuspendedIsHeldBackAloneAndOthersAreNot() {
    WsClient one = server.viewer(host.code());
    WsClient other = server.viewer(host.code());
    host.text();
    host.text();
    change(one, StateChange.SUSPEND);
    assertThat(one.text()).isEqualTo(SUSPENDED);
    host.sendOutput("t", "secret");
    assertThat(other.outputText("t")).isEqualTo("secret");
    one.sendOutput("t", "not typed");
    assertThat(one.text()).isEqualTo(REFUSED);
    other.sendOutput("t", "typed");
    assertThat(host.outputText("t")).isEqualTo("typed");

    change(one, StateChange.RESUME);
    assertThat(one.text()).isEqualTo(RESUMED);
    expectReplay(one, "secret");
  }

  @Test
  void whoComesBackToASuspendedShareIsToldAndShownNothingUntilItIsResumed() {
    WsClient viewer = server.viewer(host.code());
    host.text();
    host.sendOutput("t", "before");
    assertThat(viewer.outputText("t")).isEqualTo("before");
    change(host, StateChange.SUSPEND);
    assertThat(viewer.text()).isEqualTo(SUSPENDED);

    WsClient back = server.resumeViewer(viewer);
    assertThat(WsClient.field(back.text(), "type")).isEqualTo("auth_success");
    assertThat(back.text()).isEqualTo(SUSPENDED);
    change(host, StateChange.RESUME);
    assertThat(back.text()).isEqualTo(RESUMED);
    expectReplay(back, "before");
  }

  @Test
  void whoIsBehindWhenTheShareIsSuspendedIsShownTheLatestOnceItIsResumedAndWasRead() {
    List<WsClient> viewers = List.of(server.viewer(host.code()), server.viewer(host.code()));
    assertThat(host.text()).contains("browser_connected");
    assertThat(host.text()).contains("browser_connected");
    NumberedLines lines = new NumberedLines(host, "t", 800);
    lines.sendUntil(() -> server.relay().metrics().viewerSkips() == 2);
    change(host, StateChange.SUSPEND);
    Sight drained = new Sight(viewers.getFirst());
    drained.takeToText("session_suspended");
    lines.sendFrames(10);
    lines.sendEnd();
    host.settle();
    change(host, StateChange.RESUME);
    drained.takeToTheEndOf("t");
    drained.takeToText("replay_end");
    Sight full = new Sight(viewers.getLast());
    full.takeToTheEndOf("t");
    full.takeToText("replay_end");

    String latest = new Sight(server.viewer(host.code())).takeToTheEndOf("t").latest("t");
    for (Sight sight : List.of(drained, full)) {
      assertThat(sight.texts())
          .containsExactly(
              SUSPENDED,
              RESUMED,
              "{\"type\":\"session_list\",\"sessions\":[{\"id\":\"t\",\"name\":\"t\"}]}",
              "{\"type\":\"replay_begin\",\"session_id\":\"t\"}",
              "{\"type\":\"replay_end\",\"session_id\":\"t\"}");
      assertThat(sight.latest("t")).isEqualTo(latest);
    }
  }
}
