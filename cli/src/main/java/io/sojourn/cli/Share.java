package io.sojourn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A shared terminal: a command on a pseudo-terminal, the local terminal, and the relay's host role
 * between them.
 *
 * <p>The command never waits for the network. What a lost or slow connection missed is made up for
 * by drawing the screen again from the recent output, whenever the connection is back.
 */
final class Share implements RelayParty {
  /** The one terminal of this host. */
  static final String TERMINAL = "1";

  private static final int PIECE_BYTES = 16 * 1024;
  private static final long SLOW_NETWORK_MILLIS = 250;
  private static final byte END_OF_INPUT = 4;
  private static final DateTimeFormatter HOUR_AND_MINUTE =
      DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  private final ServerAddress server;
  private final String name;
  private final boolean readOnly;
  private final List<String> command;
  private final Map<String, String> environment;
  private final String clientId = UUID.randomUUID().toString();
  private final CompletableFuture<RelayEnd> refused = new CompletableFuture<>();
  private final CompletableFuture<String> firstCode = new CompletableFuture<>();
  private final LocalTerminal local = LocalTerminal.open();
  private final RelayConnection relay;

  // Guarded by this: what goes to the relay goes in one order.
  private final OutputRing recent = new OutputRing(OutputRing.USUAL_BYTES);
  private @Nullable HostedShell shell;
  private WindowSize size = WindowSize.USUAL;
  private @Nullable String code;
  private @Nullable String resumeToken;
  private boolean connected;
  private boolean behind;
  private int viewers;
  private volatile String complaint = "";
  private volatile String lapses = "";

  Share(
      ServerAddress server,
      String name,
      boolean readOnly,
      List<String> command,
      Map<String, String> environment) {
    this.server = server;
    this.name = name;
    this.readOnly = readOnly;
    this.command = command;
    this.environment = environment;
    this.relay = new RelayConnection(server, this, RandomGenerator.getDefault());
  }

  /** Shares until the command exits; its exit status is the result. */
  int run() {
    // Before anybody is given a code to something that is not there.
    HostedShell.find(command.get(0), environment);
    relay.start();
    try {
      announce(awaitCode());
      local.raw();
      try (HostedShell started = start()) {
        Thread.ofPlatform().daemon().name("keyboard").start(() -> typeLocally(started));
        Thread hangUp = new Thread(started::close, "shell-hang-up");
        Runtime.getRuntime().addShutdownHook(hangUp);
        printAll(started.screen());
        int status = started.await();
        Runtime.getRuntime().removeShutdownHook(hangUp);
        return status;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return ExitStatus.INTERRUPTED;
    } finally {
      relay.send(Json.message("session_disconnected").put("session_id", TERMINAL));
      relay.send(Json.message("unregister"));
      relay.close();
      local.close();
    }
  }

  private String awaitCode() throws InterruptedException {
    CompletableFuture.anyOf(firstCode, refused).join();
    if (firstCode.isDone()) {
      return firstCode.join();
    }
    switch (refused.join()) {
      case RelayEnd.Unreachable(String reason) -> throw CommandFailure.unreachable(server, reason);
      case RelayEnd.Closed(int status, String reason) ->
          throw new CommandFailure(
              ExitStatus.REFUSED,
              "the server refused to share: "
                  + (complaint.isEmpty() ? reason : complaint)
                  + " ("
                  + status
                  + ")");
    }
  }

  private void announce(String first) {
    local.line("Share code: " + first + " — join at " + server.joinLink(first));
    local.line(
        (readOnly ? "Others can watch. " : "Others can watch and type. ")
            + "The share ends when "
            + command.get(0)
            + " exits.");
    String until = lapses;
    if (!until.isEmpty()) {
      local.line("The code lapses at " + until + " if nobody has joined by then.");
    }
  }

  /** When a code lapses, by the clock on the wall here; empty if it does not. */
  private static String lapseOf(ObjectNode registered) {
    try {
      Instant at = Instant.parse(Json.text(registered, "code_expires_at"));
      return HOUR_AND_MINUTE.format(at.atZone(ZoneId.systemDefault()));
    } catch (DateTimeParseException notSaid) {
      return "";
    }
  }

  private synchronized HostedShell start() {
    size = local.size();
    HostedShell started = HostedShell.start(command, environment, size);
    shell = started;
    local.onResize(this::resize);
    if (connected) {
      describe(false);
    }
    return started;
  }

  // ---- local side -------------------------------------------------------------------------------

  private void printAll(InputStream screen) {
    byte[] piece = new byte[PIECE_BYTES];
    try {
      for (int read = screen.read(piece); read >= 0; read = screen.read(piece)) {
        local.print(piece, 0, read);
        publish(piece, read);
      }
    } catch (IOException exited) {
      // Linux reports the end of a pseudo-terminal as an input/output error.
    }
  }

  private void typeLocally(HostedShell started) {
    byte[] piece = new byte[1024];
    boolean typed = false;
    try {
      InputStream keyboard = local.input();
      for (int read = keyboard.read(piece); read >= 0; read = keyboard.read(piece)) {
        typed = true;
        started.type(Arrays.copyOf(piece, read));
      }
    } catch (IOException gone) {
      // The terminal is closed; the hang-up signal ends the process.
    }
    // A script's input ends the command as Ctrl-D would; with none at all the command is only
    // watched.
    if (typed && !local.isInteractive()) {
      started.type(new byte[] {END_OF_INPUT});
    }
  }

  private synchronized void resize(WindowSize changed) {
    size = changed;
    if (shell != null) {
      shell.resize(changed);
    }
    if (connected) {
      sendSize();
    }
  }

  // ---- relay side -------------------------------------------------------------------------------

  private synchronized void publish(byte[] piece, int length) {
    recent.append(piece, 0, length);
    if (!connected || behind) {
      return;
    }
    if (!relay.send(TerminalFrame.encode(TERMINAL, piece, 0, length), SLOW_NETWORK_MILLIS)) {
      behind = true;
      relay.dropBytes();
    }
  }

  @Override
  public synchronized void drained() {
    if (behind && connected) {
      behind = false;
      redraw();
    }
  }

  @Override
  public synchronized ObjectNode greeting() {
    ObjectNode register =
        Json.message("register").put("client_id", clientId).put("protocol", 1).put("name", name);
    if (readOnly) {
      register.put("read_only", true);
    }
    if (resumeToken != null) {
      register.put("resume_token", resumeToken);
    }
    return register;
  }

  @Override
  public void message(ObjectNode message) {
    switch (Json.text(message, "type")) {
      case "registered" -> registered(message);
      case "browser_connected" ->
          viewersChanged(Json.number(message, "viewer_count", viewers + 1), true);
      case "browser_disconnected" ->
          viewersChanged(Json.number(message, "viewer_count", viewers - 1), false);
      case "close_session" -> closeTerminal(message);
      case "error" -> complaint = Json.text(message, "message");
      default -> {
        // A newer server may say more; what is not known here needs no answer.
      }
    }
  }

  private synchronized void registered(ObjectNode message) {
    boolean again = code != null;
    String given = Json.text(message, "code");
    boolean changed = again && !given.equals(code);
    code = given;
    lapses = lapseOf(message);
    String token = Json.text(message, "resume_token");
    resumeToken = token.isEmpty() ? resumeToken : token;
    connected = true;
    behind = false;
    if (shell != null) {
      describe(again && !changed);
    }
    if (again) {
      redraw();
      local.notice("sojourn: shared as " + given);
    }
    if (changed) {
      local.line(
          (Json.flag(message, "resumed")
                  ? "The code had lapsed. New code: "
                  : "The server no longer knew this share. New code: ")
              + given
              + " — join at "
              + server.joinLink(given));
    }
    firstCode.complete(given);
  }

  /** Tells the server about the terminal: that it is new, or that it is still there. */
  private void describe(boolean known) {
    if (known) {
      sendList();
    } else {
      relay.send(Json.message("session_connected").put("session_id", TERMINAL).put("name", name));
    }
    sendSize();
  }

  private void sendList() {
    ObjectNode list = Json.message("session_list");
    list.putArray("sessions").addObject().put("id", TERMINAL).put("name", name);
    relay.send(list);
  }

  private void sendSize() {
    relay.send(
        Json.message("session_resize")
            .put("session_id", TERMINAL)
            .put("cols", size.columns())
            .put("rows", size.rows()));
  }

  private void redraw() {
    byte[] drawing = recent.redraw();
    for (int sent = 0; sent < drawing.length; sent += PIECE_BYTES) {
      int length = Math.min(PIECE_BYTES, drawing.length - sent);
      relay.send(TerminalFrame.encode(TERMINAL, drawing, sent, length), SLOW_NETWORK_MILLIS);
    }
  }

  private synchronized void viewersChanged(int count, boolean joined) {
    viewers = Math.max(0, count);
    if (joined && connected && shell != null) {
      sendList();
      sendSize();
    }
    local.notice("sojourn: " + code + ", " + viewers + (viewers == 1 ? " viewer" : " viewers"));
  }

  private synchronized void closeTerminal(ObjectNode message) {
    if (!readOnly && shell != null && Json.text(message, "session_id").equals(TERMINAL)) {
      shell.close();
    }
  }

  @Override
  public synchronized void bytes(TerminalFrame frame) {
    if (readOnly || shell == null || !frame.terminal().equals(TERMINAL)) {
      return;
    }
    byte[] typed = new byte[frame.bytes().remaining()];
    frame.bytes().get(typed);
    shell.type(typed);
  }

  @Override
  public synchronized void away(String reason) {
    connected = false;
    viewers = 0;
    local.notice("sojourn: connection lost, trying again (" + reason + ")");
  }

  @Override
  public synchronized void ended(RelayEnd end) {
    connected = false;
    refused.complete(end);
    local.notice("sojourn: the share has ended; this terminal goes on alone");
  }
}
