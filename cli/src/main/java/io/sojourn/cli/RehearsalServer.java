package io.sojourn.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server of the rehearsal: {@code serve} as its users run it, on a thread of this process. */
final class RehearsalServer implements AutoCloseable {
  private static final long START_SECONDS_MAX = 60;

  private final Path data;
  private final List<String> words = new ArrayList<>();
  private final CountDownLatch curtain = new CountDownLatch(1);
  private final CompletableFuture<String> address = new CompletableFuture<>();
  private final Thread thread = new Thread(this::serve, "server");

  /** Starts it; does not wait until it is ready. */
  RehearsalServer(Path data, String... options) {
    this.data = data;
    words.addAll(List.of("serve", "--data", data.toString()));
    words.addAll(List.of(options));
    thread.start();
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private void serve() {
    try {
      perform();
    } catch (RuntimeException | Error failure) {
      address.completeExceptionally(failure);
      throw failure;
    }
  }

  private void perform() {
    var commandLine = SojournCommand.commandLine();
    commandLine.setOut(new PrintWriter(new Announcement(address), true));
    var parsed = commandLine.parseArgs(words.toArray(String[]::new)).subcommand();
    if (parsed.commandSpec().userObject() instanceof ServeCommand command) {
      command.serve(curtain);
    }
  }

  /** Where it is, once it is ready. */
  String awaitAddress() throws IOException, InterruptedException {
    try {
      return address.get(START_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the server did not get ready", e);
    }
  }

  /** Its API key, once it is ready. */
  String key() throws IOException {
    return Files.readString(data.resolve(ApiKey.FILE)).strip();
  }

  /** Stops it, and waits until it has. */
  @Override
  public void close() {
    curtain.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Hands on the address from the line that says that the server is ready. */
  private static final class Announcement extends StringWriter {
    private static final String READY = "Sojourn is ready at ";
    private final CompletableFuture<String> address;

    Announcement(CompletableFuture<String> address) {
      this.address = address;
    }

    @Override
    public void write(String text, int offset, int length) {
      if (text.startsWith(READY, offset)) {
        address.complete(text.substring(offset + READY.length(), offset + length));
      }
    }
  }
}
