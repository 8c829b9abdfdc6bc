package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** share and join in a terminal that tmux drives, as a person at a keyboard would. */
@Timeout(90)
class RealTerminalTest {
  @TempDir private Path folder;
  private FixtureRelay relay;
  private Tmux terminal;

  @BeforeEach
  void openTerminal() throws IOException, InterruptedException {
    relay = new FixtureRelay();
    terminal = new Tmux(folder);
    terminal.enter("stty -g >" + folder + "/before");
  }

  @AfterEach
  void closeTerminal() throws IOException, InterruptedException {
    terminal.close();
    relay.close();
  }

  @Test
  void keysGoThroughRawAndTheTerminalIsGivenBackAsItWas() throws Exception {
    FixtureRelay.Peer host = share("cat -v");
    terminal.awaitScreen("Share code: ABC234");
    terminal.press("C-c");
    awaitSettings("cat is gone", "status 130");
    host.await("session_disconnected");
  }

  @Test
  void aSignalGivesTheTerminalBackToo() throws Exception {
    share("sh -c 'printf \"\\033[?25l\\033[?1049hfull %s\" screen; exec cat'");
    terminal.awaitScreen("full screen");
    kill("TERM");
    awaitSettings("killed", "status 143");
    assertThat(terminal.screen()).doesNotContain("full screen").contains("Share code: ABC234");
  }

  @Test
  void theSizeOfTheWindowTravelsToTheCommandAndToTheViewers() throws Exception {
    FixtureRelay.Peer host = share("sh");
    terminal.resize(91, 27);
    ObjectNode resized = host.await("session_resize");
    assertThat(resized.path("cols").asInt()).isEqualTo(91);
    assertThat(resized.path("rows").asInt()).isEqualTo(27);
    terminal.enter("stty size");
    terminal.awaitScreen("27 91");
    terminal.enter("exit 6");
    awaitSettings("left", "status 6");
  }

  @Test
  void theDetachKeyLeavesAJoinedTerminal() throws Exception {
    start("join ABC234");
    FixtureRelay.Peer viewer = relay.next();
    viewer.await("auth");
    viewer.say(Spoken.welcomed());
    viewer.say(Spoken.terminals());
    viewer.type("\u001b[?1049h\u001b[2Jtheir screen");
    terminal.awaitScreen("their screen");
    terminal.press("C-c");
    await().atMost(Duration.ofSeconds(20)).until(() -> viewer.terminalBytes().equals("\u0003"));
    viewer.say(Json.message("host_away").put("grace_seconds", 300));
    terminal.awaitTitle("build is away");
    terminal.press("C-]", "q");
    awaitSettings("left", "status 0");
    assertThat(terminal.screen()).doesNotContain("their screen").contains("goes on");
  }

  @Test
  void theGreetingStandsAboveTheSharedTerminalAndTheTitleNamesIt() throws Exception {
    start("join ABC234");
    FixtureRelay.Peer viewer = relay.next();
    viewer.await("auth");
    viewer.say(Spoken.welcomed());
    viewer.type("their screen");
    terminal.awaitScreen("their screen");
    terminal.awaitTitle("sojourn: build");
    assertThat(terminal.screen())
        .containsPattern("Joined build\\. Press Ctrl-\\] then q to leave\\.\\ntheir screen");
    viewer.close(4004, "session ended");
    awaitSettings("ended", "status 0");
  }

  /** Starts a share whose code is ABC234 and whose first size has been sent. */
  private FixtureRelay.Peer share(String command) throws Exception {
    start("share -- " + command);
    FixtureRelay.Peer host = relay.next();
    host.await("register");
    host.say(Spoken.registered("ABC234", false));
    assertThat(host.await("session_resize").path("cols").asInt()).isEqualTo(100);
    return host;
  }

  private void start(String command) throws IOException, InterruptedException {
    Path script = folder.resolve("sojourn");
    Files.writeString(
        script,
        "#!/bin/sh\necho $$ >"
            + folder
            + "/pid\nexec "
            + Tmux.quote(CommandProcess.commandLine())
            + " \"$@\"\n");
    terminal.enter(
        "SOJOURN_SERVER=" + relay.address() + " sh " + script + " " + command + "; echo status $?");
  }

  private void kill(String signal) throws IOException, InterruptedException {
    String pid = Files.readString(folder.resolve("pid")).strip();
    assertThat(new ProcessBuilder("kill", "-" + signal, pid).start().waitFor()).isZero();
  }

  /** The shell is back with the status, and its terminal has the settings it had before. */
  private void awaitSettings(String when, String status) throws Exception {
    terminal.awaitScreen(status);
    terminal.enter("stty -g >" + folder + "/after; echo written");
    terminal.awaitScreen("written\n");
    assertThat(folder.resolve("after")).as(when).hasSameTextualContentAs(folder.resolve("before"));
  }
}
