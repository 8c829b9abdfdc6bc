package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class ShareTest {
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
  void theCodeAndTheLinkComeFirstAndTheExitStatusIsThatOfTheCommand() throws Exception {
    try (CommandProcess share = share("--name", "build", "--", "sh", "-c", "echo made; exit 7")) {
      FixtureRelay.Peer host = relay.next();
      ObjectNode register = host.await("register");
      assertThat(register.path("protocol").asInt()).isEqualTo(1);
      assertThat(Json.text(register, "name")).isEqualTo("build");
      assertThat(register.has("resume_token")).isFalse();
      host.say(Spoken.registered("ABC234", false));
      assertThat(Json.text(host.await("session_connected"), "session_id"))
          .isEqualTo(Share.TERMINAL);
      assertThat(host.await("session_resize").path("cols").asInt()).isEqualTo(80);
      assertThat(Json.text(host.await("session_disconnected"), "session_id"))
          .isEqualTo(Share.TERMINAL);
      assertThat(share.awaitExit()).isEqualTo(7);
      assertThat(share.out())
          .startsWith("Share code: ABC234 — join at " + relay.address() + "/join#ABC234\n")
          .endsWith("made\r\n");
      assertThat(host.terminalBytes()).isEqualTo("made\r\n");
    }
  }

  @Test
  void whatAViewerTypesRunsAndItsOutputGoesToBothSides() throws Exception {
    try (CommandProcess share = share("--", "sh")) {
      FixtureRelay.Peer host = registered("ABC234");
      host.type("echo made-$((6*7))-here\n");
      share.awaitOut("made-42-here");
      awaitBytes(host, "made-42-here");
      share.type("exit 3\n");
      assertThat(share.awaitExit()).isEqualTo(3);
    }
  }

  @Test
  void aNewViewerIsToldWhichTerminalsThereAre() throws Exception {
    try (CommandProcess share = share("--", "cat")) {
      FixtureRelay.Peer host = registered("ABC234");
      host.say(Json.message("browser_connected").put("browser_id", "b1"));
      assertThat(Json.text(host.await("session_list").path("sessions").path(0), "id"))
          .isEqualTo(Share.TERMINAL);
      share.type("\u0004");
      assertThat(share.awaitExit()).isEqualTo(0);
    }
  }

  @Test
  void withReadonlyNothingFromOutsideIsTyped() throws Exception {
    try (CommandProcess share = share("--readonly", "--", "cat")) {
      FixtureRelay.Peer host = relay.next();
      assertThat(Json.flag(host.await("register"), "read_only")).isTrue();
      host.say(Spoken.registered("ABC234", false));
      host.await("session_resize");
      host.type("intruder\n");
      host.say(Json.message("browser_connected").put("browser_id", "b1"));
      host.await("session_list"); // what came before it has been seen
      share.type("mine\n");
      share.awaitOut("mine");
      share.endInput();
      assertThat(share.awaitExit()).isEqualTo(0);
      assertThat(share.out()).doesNotContain("intruder");
    }
  }

  @Test
  void afterALostConnectionTheSameShellIsThereAndItsScreenIsDrawnAgain() throws Exception {
    try (CommandProcess share = share("--", "sh")) {
      FixtureRelay.Peer host = registered("ABC234");
      host.type("kept=alive; echo $((0+1))-first\n");
      awaitBytes(host, "1-first");
      host.drop();
      share.type("echo while-$((1+1))-away\n");
      share.awaitOut("while-2-away");

      FixtureRelay.Peer again = relay.next();
      assertThat(Json.text(again.await("register"), "resume_token")).isEqualTo("st_host");
      again.say(Spoken.registered("ABC234", true));
      again.await("session_resize");
      awaitBytes(again, "while-2-away");
      assertThat(again.terminalBytes())
          .startsWith("\u001bc")
          .containsSubsequence("1-first", "while-2-away");

      again.type("echo $kept-$((40+2)); exit\n");
      assertThat(share.awaitExit()).isEqualTo(0);
      assertThat(share.out()).contains("alive-42").doesNotContain("New code");
    }
  }

  @Test
  void aServerThatForgotTheShareGivesANewCodeAndItIsPrinted() throws Exception {
    try (CommandProcess share = share("--", "cat")) {
      registered("ABC234").close(1012, "restarting");
      FixtureRelay.Peer again = relay.next();
      again.await("register");
      again.say(Spoken.registered("XYZ789", false));
      share.awaitOut("New code: XYZ789");
      share.type("\u0004");
      assertThat(share.awaitExit()).isEqualTo(0);
    }
  }

  @Test
  void whenACodeLapsesIsSaidAndThatItHasWithTheNewOne() throws Exception {
    try (CommandProcess share = share("--", "cat")) {
      FixtureRelay.Peer host = relay.next();
      host.await("register");
      Instant lapse = Instant.parse("2026-11-20T14:10:30.000Z");
      host.say(Spoken.registered("ABC234", false).put("code_expires_at", lapse.toString()));
      String time =
          DateTimeFormatter.ofPattern("HH:mm").format(lapse.atZone(ZoneId.systemDefault()));
      share.awaitOut("The code lapses at " + time + " if nobody has joined by then.");
      host.await("session_resize");
      host.drop();
      FixtureRelay.Peer again = relay.next();
      again.await("register");
      again.say(Spoken.registered("XYZ789", true));
      share.awaitOut("The code had lapsed. New code: XYZ789");
      share.type("\u0004");
      assertThat(share.awaitExit()).isEqualTo(0);
    }
  }

  @Test
  void whenTheServerEndsTheShareTheShellGoesOnAndNobodyReconnects() throws Exception {
    try (CommandProcess share = share("--", "sh")) {
      registered("ABC234").close(4005, "replaced");
      share.type("echo still-$((1+1))-here; exit 5\n");
      share.awaitOut("still-2-here");
      assertThat(share.awaitExit()).isEqualTo(5);
    }
  }

  @Test
  void aRefusalIsOneLineAndAStatusOfItsOwn() throws Exception {
    try (CommandProcess share = share("--", "sh")) {
      FixtureRelay.Peer host = relay.next();
      host.await("register");
      host.close(4006, "too many hosts");
      assertThat(share.awaitExit()).isEqualTo(ExitStatus.REFUSED);
      assertThat(share.err()).hasLineCount(1).contains("too many hosts");
    }
  }

  @Test
  void aCommandThatDoesNotExistIsOneLineAndGetsNoCode() throws Exception {
    for (String command : new String[] {"no-such-command-here", "./no-such-file", "/tmp"}) {
      try (CommandProcess share = share("--", command)) {
        assertThat(share.awaitExit()).isEqualTo(ExitStatus.NO_COMMAND);
        assertThat(share.err()).isEqualTo("sojourn: there is no command " + command + "\n");
        assertThat(share.out()).isEmpty();
      }
    }
  }

  private CommandProcess share(String... args) throws IOException {
    String[] words = new String[args.length + 3];
    words[0] = "share";
    words[1] = "--server";
    words[2] = relay.address();
    System.arraycopy(args, 0, words, 3, args.length);
    return CommandProcess.start(words);
  }

  private FixtureRelay.Peer registered(String code) throws Exception {
    FixtureRelay.Peer host = relay.next();
    host.await("register");
    host.say(Spoken.registered(code, false));
    host.await("session_resize");
    return host;
  }

  private static void awaitBytes(FixtureRelay.Peer peer, String part) {
    await("terminal bytes with " + part)
        .atMost(Duration.ofSeconds(20))
        .until(() -> peer.terminalBytes().contains(part));
  }
}
