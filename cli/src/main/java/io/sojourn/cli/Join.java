package io.sojourn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A viewer in a terminal: shows a shared terminal's bytes exactly, and types into it. */
final class Join implements RelayParty {
  private static final byte[] RESET = "\u001bc".getBytes(StandardCharsets.US_ASCII);
  private static final int SLOW_NETWORK_MILLIS = 250;

  private final ServerAddress server;
  private final String typedCode;
  private final LocalTerminal local = LocalTerminal.open();
  private final RelayConnection relay;
  private final CompletableFuture<ObjectNode> welcome = new CompletableFuture<>();
  private final CompletableFuture<Result> result = new CompletableFuture<>();

  // Guarded by this.
  private @Nullable String resumeToken;
  private @Nullable String terminal;
  private String hostName = "";
  private String sizeNote = "";
  private boolean readOnly;
  private boolean drawn;
  private @Nullable CommandFailure refusal;

  private record Result(int status, String line) {}

  Join(ServerAddress server, String typedCode) {
    this.server = server;
    this.typedCode = typedCode;
    this.relay = new RelayConnection(server, this, RandomGenerator.getDefault());
  }

  /** Stays until this person leaves or the share ends. */
  int run() {
    relay.start();
    Result end;
    try {
      CompletableFuture.anyOf(welcome, result).join();
      if (welcome.isDone()) {
        Thread.ofPlatform().daemon().name("keyboard").start(this::typeAll);
      }
      end = result.join();
    } finally {
      relay.close();
      local.close();
    }
    synchronized (this) {
      if (refusal != null) {
        throw refusal;
      }
    }
    if (!end.line().isEmpty()) {
      System.err.println((local.isInteractive() ? "\r\n" : "") + end.line());
    }
    return end.status();
  }

  private synchronized void greet() {
    String whose = hostName.isEmpty() ? "the shared terminal" : hostName;
    String how = readOnly ? " (you can watch, not type)" : "";
    System.err.println("Joined " + whose + how + ". Press " + DetachKey.NAME + " to leave.");
    local.onResize(size -> noteSize(null));
  }

  // ---- local side -------------------------------------------------------------------------------

  private void typeAll() {
    DetachKey detach = new DetachKey();
    byte[] piece = new byte[1024];
    try {
      InputStream keyboard = local.input();
      for (int read = keyboard.read(piece); read >= 0; read = keyboard.read(piece)) {
        byte[] typed =
            local.isInteractive()
                ? TerminalAnswers.leaveOut(detach.filter(piece, read))
                : Arrays.copyOf(piece, read);
        type(typed);
        if (detach.isPressed()) {
          result.complete(new Result(ExitStatus.DONE, "Left; the shared terminal goes on."));
          return;
        }
      }
    } catch (IOException gone) {
      // The terminal is closed; the hang-up signal ends the process.
    }
    // Without a terminal the end of input is not a wish to leave: what follows is still shown.
  }

  private synchronized void type(byte[] typed) {
    if (typed.length == 0 || readOnly || terminal == null) {
      return;
    }
    relay.send(TerminalFrame.encode(terminal, typed, 0, typed.length), SLOW_NETWORK_MILLIS);
  }

  // ---- relay side -------------------------------------------------------------------------------

  @Override
  public synchronized ObjectNode greeting() {
    ObjectNode auth = Json.message("auth").put("protocol", 1);
    if (resumeToken == null) {
      auth.put("session_code", typedCode);
    } else {
      auth.put("resume_token", resumeToken);
    }
    return auth;
  }

  @Override
  public synchronized void message(ObjectNode message) {
    switch (Json.text(message, "type")) {
      case "auth_success" -> authenticated(message);
      case "auth_failed" -> refused(message);
      case "session_list" -> {
        JsonNode first = message.path("sessions").path(0);
        choose(Json.text(first, "id"));
      }
      case "session_connected" -> choose(Json.text(message, "session_id"));
      case "session_resize" -> noteSize(message);
      case "host_away" ->
          local.notice(
              title()
                  + " is away; waiting up to "
                  + Json.number(message, "grace_seconds", 0)
                  + " s");
      case "host_back" -> local.notice(title());
      case "session_suspended" -> local.notice(title() + " is suspended");
      case "session_resumed" -> local.notice(title());
      case "replay_begin" -> {
        choose(Json.text(message, "session_id"));
        if (drawn && Json.text(message, "session_id").equals(terminal)) {
          // After a return, a suspension, or output that was left out for this slow line.
          local.print(RESET, 0, RESET.length);
        }
      }
      default -> {
        // replay_end, session_disconnected and error: what follows says the same.
      }
    }
  }

  private void authenticated(ObjectNode message) {
    boolean returned = welcome.isDone();
    String token = Json.text(message, "resume_token");
    resumeToken = token.isEmpty() ? resumeToken : token;
    hostName = Json.text(message, "host_name");
    readOnly = Json.flag(message, "read_only");
    if (!returned) {
      // Before the first byte of the shared terminal, which the same thread prints.
      greet();
      local.raw();
    }
    local.notice(title());
    welcome.complete(message);
  }

  private void refused(ObjectNode message) {
    String hint = Json.text(message, "hint");
    String reason =
        hint.isEmpty() ? Json.text(message, "reason") : Json.text(message, "reason") + ": " + hint;
    int wait = Json.number(message, "retry_after_seconds", 0);
    String line =
        welcome.isDone()
            ? "this visit is over: " + reason + "; to come back, join with the code again"
            : "cannot join with the code "
                + typedCode
                + ": "
                + (reason.isEmpty() ? "refused" : reason)
                + (wait > 0
                    ? "; try again in " + wait + " s"
                    : hint.isEmpty() ? " (wrong, expired or used up)" : "");
    refusal = new CommandFailure(ExitStatus.REFUSED, line);
    result.complete(new Result(ExitStatus.REFUSED, line));
  }

  private void choose(String id) {
    if (terminal == null && !id.isEmpty()) {
      terminal = id;
    }
  }

  private synchronized void noteSize(@Nullable ObjectNode resize) {
    if (resize != null) {
      WindowSize theirs =
          new WindowSize(Json.number(resize, "cols", 80), Json.number(resize, "rows", 24));
      WindowSize ours = local.size();
      boolean fits = theirs.columns() <= ours.columns() && theirs.rows() <= ours.rows();
      sizeNote = fits ? "" : " is " + theirs + ", larger than this window";
    }
    local.notice(title());
  }

  private String title() {
    return "sojourn: " + (hostName.isEmpty() ? "shared terminal" : hostName) + sizeNote;
  }

  @Override
  public synchronized void bytes(TerminalFrame frame) {
    choose(frame.terminal());
    if (!frame.terminal().equals(terminal)) {
      return;
    }
    drawn = true;
    byte[] printed = new byte[frame.bytes().remaining()];
    frame.bytes().get(printed);
    local.print(printed, 0, printed.length);
  }

  @Override
  public synchronized void away(String reason) {
    local.notice(title() + ": connection lost, trying again (" + reason + ")");
  }

  @Override
  public synchronized void ended(RelayEnd end) {
    switch (end) {
      case RelayEnd.Unreachable(String reason) -> {
        refusal = CommandFailure.unreachable(server, reason);
        result.complete(new Result(ExitStatus.UNREACHABLE, reason));
      }
      case RelayEnd.Closed(int code, String reason) -> {
        boolean over = code == RelayEnd.Closed.SESSION_ENDED;
        String line =
            over
                ? "The shared terminal has ended."
                : "The server closed: " + reason + " (" + code + ")";
        result.complete(new Result(over ? ExitStatus.DONE : ExitStatus.REFUSED, line));
      }
    }
  }
}
