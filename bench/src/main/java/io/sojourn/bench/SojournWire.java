package io.sojourn.bench;

import io.sojourn.client.ClientOptions;
import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.kv.KvCodecs;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Sojourn as its users run it: {@code serve} in processes of its own, the Java client, and puts to
 * the key-value machine. Each is deduplicated, executed once, and its reply kept.
 */
final class SojournWire implements AsyncWire {

  private final SojournNodes nodes;
  private final List<SojournClient> clients = new ArrayList<>();
  private final byte[][][] commands = new byte[CLIENTS][WINDOW][];

  private SojournWire(SojournNodes nodes, Function<String, byte[]> command) {
    this.nodes = nodes;
    for (int client = 0; client < CLIENTS; client++) {
      for (int slot = 0; slot < WINDOW; slot++) {
        commands[client][slot] = command.apply("bench/" + client + "/" + slot);
      }
    }
  }

  /** Starts so many nodes and their clients. */
  static SojournWire start(Setting setting, int nodes) throws IOException, InterruptedException {
    return connect(new SojournWire(SojournNodes.start(setting, nodes), SojournWire::put));
  }

  /** The same with a machine that keeps nothing, in the place of the key-value machine. */
  static SojournWire stateless(Setting setting, int nodes)
      throws IOException, InterruptedException {
    Path machines = setting.scratch().fresh("machines");
    Path jar = setting.root().resolve("bench/target/sojourn-bench-0.1.0.jar");
    Files.copy(jar, machines.resolve("bench.jar"));
    String[] options = {"--machines", machines.toString(), "--machine", StatelessProvider.NAME};
    return connect(
        new SojournWire(
            SojournNodes.start(setting, nodes, options), key -> new byte[PAYLOAD_BYTES]));
  }

  private static SojournWire connect(SojournWire target) throws IOException {
    try {
      for (int i = 0; i < CLIENTS; i++) {
        target.clients.add(target.nodes.client(ClientOptions.DEFAULT));
      }
      return target;
    } catch (IOException | RuntimeException e) {
      target.close();
      throw e;
    }
  }

  /** A put of a value of the usual length. */
  static byte[] put(String key) {
    return KvCodecs.COMMAND.encode(
        new KvCommand.Put(key, Value.of(new byte[PAYLOAD_BYTES]), false));
  }

  @Override
  public void send(int client, int slot, Answers answers) {
    var unused =
        clients
            .get(client)
            .submit(commands[client][slot])
            .thenAccept(
                outcome -> {
                  if (outcome instanceof Outcome.Done<byte[]>) {
                    answers.answered(slot);
                  } else {
                    answers.failed(outcome.toString());
                  }
                });
  }

  @Override
  public double serverCpuSeconds() throws IOException {
    return nodes.cpuSeconds();
  }

  @Override
  public void close() throws IOException {
    for (SojournClient client : clients) {
      client.close();
    }
    nodes.close();
  }
}
