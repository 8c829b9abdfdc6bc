package io.sojourn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The command in a process of its own, with pipes in place of a terminal. */
final class CommandProcess implements AutoCloseable {
  private final Process process;
  private final Transcript out = new Transcript();
  private final Transcript err = new Transcript();
  private final Thread outReader;
  private final Thread errReader;

  private CommandProcess(Process process) {
    this.process = process;
    // Reads of a pipe hold on to the thread that carries a virtual one, of which there are few.
    outReader = Thread.ofPlatform().daemon().start(() -> collect(process.getInputStream(), out));
    errReader = Thread.ofPlatform().daemon().start(() -> collect(process.getErrorStream(), err));
  }

  static CommandProcess start(String... args) throws IOException {
    return start(Path.of(""), Map.of(), args);
  }

  static CommandProcess start(Path folder, Map<String, String> environment, String... args)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(commandLine(args)).directory(folder.toAbsolutePath().toFile());
    builder.environment().keySet().removeAll(List.of("PORT", "SOJOURN_SERVER", "SOJOURN_KEY"));
    builder.environment().putAll(environment);
    return new CommandProcess(builder.start());
  }

  /** The words that start the command from these very classes. */
  static List<String> commandLine(String... args) {
    List<String> words = new ArrayList<>();
    // A build in the background ignores Ctrl-C, and so would everything that it starts.
    words.addAll(List.of("env", "--default-signal=INT"));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    words.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 23) {
      words.add("--sun-misc-unsafe-memory-access=allow");
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of(args));
    return words;
  }

  boolean isRunning() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  void type(String text) throws IOException {
    OutputStream keyboard = process.getOutputStream();
    keyboard.write(text.getBytes(UTF_8));
    keyboard.flush();
  }

  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  void awaitOut(String part) {
    await("output with " + part)
        .atMost(Duration.ofSeconds(20))
        .until(() -> out.contains(part) || !process.isAlive());
    if (!out.contains(part)) {
      throw new AssertionError("ended without " + part + ": " + out + err);
    }
  }

  /** Asks the process to stop, as a service manager does. */
  void terminate() {
    process.destroy();
  }

  int awaitExit() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("still running after 30 s: " + out + err);
    }
    outReader.join(Duration.ofSeconds(5));
    errReader.join(Duration.ofSeconds(5));
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static void collect(InputStream from, Transcript into) {
    try (from) {
      byte[] piece = new byte[8192];
      for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
        into.append(new String(piece, 0, read, UTF_8));
      }
    } catch (IOException gone) {
      // The process is gone.
    }
  }
}
