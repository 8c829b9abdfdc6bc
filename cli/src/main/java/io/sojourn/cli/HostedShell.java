package io.sojourn.cli;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A command that runs on a terminal of its own, a pseudo-terminal. Safe for several threads. */
final class HostedShell implements AutoCloseable {
  /** Marks the environment inside, so that a second share in there can be told apart. */
  static final String VARIABLE = "SOJOURN_SHARED";

  /** Pieces of typing that may wait while the command does not read; more is dropped. */
  private static final int PENDING_INPUT_MAX = 4096;

  private static final long FAREWELL_MILLIS = 1_000;

  private final PtyProcess process;
  private final OutputStream keyboard;
  private final BlockingQueue<byte[]> typed = new LinkedBlockingQueue<>(PENDING_INPUT_MAX);

  private HostedShell(PtyProcess process) {
    this.process = process;
    this.keyboard = process.getOutputStream();
    // A command that does not read blocks this thread and nothing else.
    Thread.ofPlatform().daemon().name("shell-input").start(this::typeAll);
  }

  /**
   * Looks for a command as a shell does: where a slash says, else along the variable PATH.
   *
   * @throws CommandFailure when there is none, or it may not be executed
   */
  static void find(String command, Map<String, String> environment) {
    boolean there =
        command.indexOf('/') >= 0
            ? isProgram(command)
            : Arrays.stream(environment.getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> isProgram((folder.isEmpty() ? "." : folder) + "/" + command));
    if (!there) {
      throw new CommandFailure(ExitStatus.NO_COMMAND, "there is no command " + command);
    }
  }

  private static boolean isProgram(String path) {
    try {
      Path file = Path.of(path.startsWith("/") ? path : "./" + path);
      return Files.isRegularFile(file) && Files.isExecutable(file);
    } catch (InvalidPathException unthinkable) {
      return false;
    }
  }

  /**
   * Starts a command in the current folder.
   *
   * @throws CommandFailure when it cannot be started
   */
  static HostedShell start(List<String> command, Map<String, String> environment, WindowSize size) {
    Map<String, String> inside = new HashMap<>(environment);
    inside.putIfAbsent("TERM", "xterm-256color");
    inside.put(VARIABLE, "1");
    try {
      return new HostedShell(
          new PtyProcessBuilder(command.toArray(String[]::new))
              .setEnvironment(inside)
              .setDirectory(System.getProperty("user.dir"))
              .setInitialColumns(size.columns())
              .setInitialRows(size.rows())
              .start());
    } catch (IOException failed) {
      throw new CommandFailure(
          ExitStatus.FAILED,
          "cannot start " + command.get(0) + ": " + SojournCommand.reason(failed));
    }
  }

  /** What the command prints; ends when it has exited. */
  InputStream screen() {
    return process.getInputStream();
  }

  /** Types bytes; returns at once, and drops them when too much waits already. */
  boolean type(byte[] bytes) {
    return typed.offer(bytes);
  }

  void resize(WindowSize size) {
    if (process.isAlive()) {
      process.setWinSize(new WinSize(size.columns(), size.rows()));
    }
  }

  /** The command's exit status, as a shell gives it: 128 and the signal when one ended it. */
  int await() throws InterruptedException {
    return process.waitFor();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Hangs up, as closing a terminal window does; kills what ignores it. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void typeAll() {
    try {
      while (true) {
        keyboard.write(typed.take());
        keyboard.flush();
      }
    } catch (IOException exited) {
      // The command is gone, and with it who would read this.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
