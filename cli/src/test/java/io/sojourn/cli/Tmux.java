package io.sojourn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A real terminal with a plain shell in it, driven by tmux; a server of its own for each. */
final class Tmux {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path socket;

  /** Opens a terminal of 100 by 30 cells. */
  Tmux(Path folder) throws IOException, InterruptedException {
    socket = folder.resolve("tmux.sock");
    run("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", "env PS1='$ ' ENV= sh");
    await("a prompt").atMost(PATIENCE).until(() -> screen().startsWith("$"));
  }

  /** Types a line and presses Enter. */
  void enter(String line) throws IOException, InterruptedException {
    run("send-keys", "-l", line);
    run("send-keys", "Enter");
  }

  /** Presses keys by their tmux names: C-], q, Enter. */
  void press(String... keys) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("send-keys"));
    words.addAll(List.of(keys));
    run(words.toArray(String[]::new));
  }

  void resize(int columns, int rows) throws IOException, InterruptedException {
    run("resize-window", "-x", "" + columns, "-y", "" + rows);
  }

  String screen() throws IOException, InterruptedException {
    return run("capture-pane", "-p");
  }

  String title() throws IOException, InterruptedException {
    return run("display-message", "-p", "#{pane_title}").strip();
  }

  void awaitScreen(String part) {
    try {
      await("a screen with " + part).atMost(PATIENCE).until(() -> screen().contains(part));
    } catch (org.awaitility.core.ConditionTimeoutException late) {
      throw new AssertionError("no " + part + " on the screen:\n" + lastScreen(), late);
    }
  }

  void awaitTitle(String part) {
    await("a title with " + part).atMost(PATIENCE).until(() -> title().contains(part));
  }

  /** Quotes a command line for the shell in the terminal. */
  static String quote(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private String lastScreen() {
    try {
      return screen();
    } catch (IOException gone) {
      return gone.toString();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return stopped.toString();
    }
  }

  private String run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said);
    }
    return said;
  }

  void close() throws IOException, InterruptedException {
    run("kill-server");
  }
}
