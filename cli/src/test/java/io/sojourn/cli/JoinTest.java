package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class JoinTest {
  private FixtureRelay relay;

  @BeforeEach
  void openRelay() throws IOException {
    relay = new FixtureRelay();
  }

  @AfterEach
  void closeRelay() throws IOException {
    relay.close();
  }

  @Test
  void bytesAreShownExactlyAndWhatIsTypedGoesToTheTerminal() throws Exception {
    try (CommandProcess join = join("abc234")) {
      FixtureRelay.Peer viewer = relay.next();
      ObjectNode auth = viewer.await("auth");
      assertThat(Json.text(auth, "session_code")).isEqualTo("abc234");
      assertThat(auth.path("protocol").asInt()).isEqualTo(1);
      viewer.say(Spoken.welcomed());
      viewer.say(Spoken.terminals());
      viewer.type("\u001b[31mé€\u001b[0m\r\n");
      join.awaitOut("\u001b[31mé€\u001b[0m\r\n");
      join.type("ls\r");
      await().atMost(Duration.ofSeconds(20)).until(() -> viewer.terminalBytes().equals("ls\r"));
      viewer.close(4004, "session ended");
      assertThat(join.awaitExit()).isEqualTo(ExitStatus.DONE);
      assertThat(join.out()).isEqualTo("\u001b[31mé€\u001b[0m\r\n");
      assertThat(join.err()).contains("Joined build").contains("has ended");
    }
  }

  @Test
  void aWrongCodeIsOneLineAndAStatusOfItsOwn() throws Exception {
    try (CommandProcess join = join("WRONG2")) {
      FixtureRelay.Peer viewer = relay.next();
      viewer.await("auth");
      viewer.say(
          Json.message("auth_failed")
              .put("reason", "Invalid session code")
              .put("retry_after_seconds", 9));
      viewer.close(4003, "auth failed");
      assertThat(join.awaitExit()).isEqualTo(ExitStatus.REFUSED);
      assertThat(join.err()).hasLineCount(1).contains("WRONG2", "Invalid session code", "9 s");
    }
  }

  @Test
  void aHintAboutTheCodeTakesThePlaceOfTheGuessWhatIsWrong() throws Exception {
    try (CommandProcess join = join("ABC1O4")) {
      FixtureRelay.Peer viewer = relay.next();
      viewer.await("auth");
      viewer.say(
          Json.message("auth_failed")
              .put("reason", "Invalid session code")
              .put("hint", "Codes have no letter O."));
      viewer.close(4003, "not admitted");
      assertThat(join.awaitExit()).isEqualTo(ExitStatus.REFUSED);
      assertThat(join.err())
          .hasLineCount(1)
          .endsWith("Invalid session code: Codes have no letter O.\n");
    }
  }

  @Test
  void theLinkThatShareShowsIsAsGoodAsTheCodeAndNamesTheServer() throws Exception {
    String link = relay.address() + "/join#ABC234";
    try (CommandProcess join = CommandProcess.start("join", link)) {
      assertThat(Json.text(relay.next().await("auth"), "session_code")).isEqualTo("ABC234");
      join.terminate();
    }
    try (CommandProcess join =
        CommandProcess.start(
            "join", "https://example.org/join#ABC234", "--server", relay.address())) {
      assertThat(Json.text(relay.next().await("auth"), "session_code")).isEqualTo("ABC234");
      join.terminate();
    }
  }

  @Test
  void afterALostConnectionItComesBackWithItsTokenAndNotWithTheCode() throws Exception {
    try (CommandProcess join = join("ABC234")) {
      FixtureRelay.Peer viewer = shown(join, "before");
      viewer.close(4100, "slow consumer");

      FixtureRelay.Peer again = relay.next();
      ObjectNode auth = again.await("auth");
      assertThat(Json.text(auth, "resume_token")).isEqualTo("st_viewer");
      assertThat(auth.has("session_code")).isFalse();
      again.say(Spoken.welcomed().put("recovered", true));
      again.say(Json.message("replay_begin").put("session_id", Share.TERMINAL));
      again.type("before and after");
      again.say(Json.message("replay_end").put("session_id", Share.TERMINAL));
      join.awaitOut("\u001bcbefore and after");
      again.close(4004, "session ended");
      assertThat(join.awaitExit()).isEqualTo(ExitStatus.DONE);
    }
  }

  @Test
  void aSessionThatWasSuspendedIsDrawnAgainWhenItIsResumed() throws Exception {
    try (CommandProcess join = join("ABC234")) {
      FixtureRelay.Peer viewer = shown(join, "before");
      viewer.say(Json.message("session_suspended"));
      viewer.say(Json.message("session_resumed"));
      viewer.say(Json.message("replay_begin").put("session_id", Share.TERMINAL));
      viewer.type("before and meanwhile");
      join.awaitOut("\u001bcbefore and meanwhile");
      viewer.close(4004, "session ended");
      assertThat(join.awaitExit()).isEqualTo(ExitStatus.DONE);
    }
  }

  @Test
  void whenOutputWasLeftOutForASlowLineItIsDrawnAgain() throws Exception {
    try (CommandProcess join = join("ABC234")) {
      FixtureRelay.Peer viewer = shown(join, "before \u001b]0;cut sh");
      viewer.say(Json.message("replay_begin").put("session_id", "another"));
      viewer.say(Json.message("replay_end").put("session_id", "another"));
      viewer.say(Json.message("replay_begin").put("session_id", Share.TERMINAL));
      viewer.type("the latest");
      viewer.say(Json.message("replay_end").put("session_id", Share.TERMINAL));
      viewer.say(Json.message("replay_begin").put("session_id", "another"));
      viewer.say(Json.message("replay_end").put("session_id", "another"));
      viewer.type(" and live");
      viewer.close(4004, "session ended");
      assertThat(join.awaitExit()).isEqualTo(ExitStatus.DONE);
      assertThat(join.out()).isEqualTo("before \u001b]0;cut sh\u001bcthe latest and live");
    }
  }

  @Test
  void theFirstReplayLeavesWhatIsOnTheScreen() throws Exception {
    try (CommandProcess join = join("ABC234")) {
      FixtureRelay.Peer viewer = relay.next();
      viewer.await("auth");
      viewer.say(Spoken.welcomed());
      viewer.say(Spoken.terminals());
      viewer.say(Json.message("replay_begin").put("session_id", Share.TERMINAL));
      viewer.type("what was");
      viewer.say(Json.message("replay_end").put("session_id", Share.TERMINAL));
      viewer.close(4004, "session ended");
      assertThat(join.awaitExit()).isEqualTo(ExitStatus.DONE);
      assertThat(join.out()).isEqualTo("what was");
    }
  }

  @Test
  void whoWasAwayForTooLongIsToldToJoinAgain() throws Exception {
    try (CommandProcess join = join("ABC234")) {
      FixtureRelay.Peer viewer = shown(join, "before");
      viewer.close(1012, "server restarting");

      FixtureRelay.Peer again = relay.next();
      again.await("auth");
      again.say(Json.message("auth_failed").put("reason", "Session disconnected"));
      again.close(4003, "not admitted");
      assertThat(join.awaitExit()).isEqualTo(ExitStatus.REFUSED);
      assertThat(join.err()).contains("visit is over", "join with the code again");
    }
  }

  /** Lets the viewer in and shows it something. */
  private FixtureRelay.Peer shown(CommandProcess join, String output) throws Exception {
    FixtureRelay.Peer viewer = relay.next();
    viewer.await("auth");
    viewer.say(Spoken.welcomed());
    viewer.type(output);
    join.awaitOut(output);
    return viewer;
  }

  private CommandProcess join(String code) throws IOException {
    return CommandProcess.start("join", code, "--server", relay.address());
  }
}
