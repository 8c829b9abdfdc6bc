package io.sojourn.bench;

import io.sojourn.client.ClientOptions;
import io.sojourn.client.Outcome;
import io.sojourn.client.SojournClient;
import io.sojourn.kv.KvCodecs;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sojourn as its users run it: {@code serve} in processes of its own, the Java client, and puts to
 * the key-value machine. Each is deduplicated, executed once, and its reply kept.
 */
final class SojournWire implements WireTarget {

  private final SojournNodes nodes;
  private final List<SojournClient> clients = new ArrayList<>();

  private SojournWire(SojournNodes nodes) {
    this.nodes = nodes;
  }

  /** Starts so many nodes and their clients. */
  static SojournWire start(Setting setting, int nodes) throws IOException, InterruptedException {
    SojournWire target = new SojournWire(SojournNodes.start(setting, nodes));
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
  public LoadResult run(int clients, int window, double seconds) throws IOException {
    byte[][][] commands = new byte[clients][window][];
    for (int client = 0; client < clients; client++) {
      for (int slot = 0; slot < window; slot++) {
        commands[client][slot] = put("bench/" + client + "/" + slot);
      }
    }
    return AsyncLoad.run(
        clients,
        window,
        seconds,
        (client, slot, flow) -> {
          var unused =
              this.clients
                  .get(client)
                  .submit(commands[client][slot])
                  .thenAccept(
                      outcome -> {
                        if (outcome instanceof Outcome.Done<byte[]>) {
                          flow.answered(slot);
                        } else {
                          flow.failed(outcome.toString());
                        }
                      });
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
