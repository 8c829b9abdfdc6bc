package io.sojourn.bench;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** etcd: a key is put, without a condition, over gRPC. It syncs before it answers. */
final class EtcdWire implements AsyncWire {

  private static final ByteSequence VALUE = ByteSequence.from(new byte[PAYLOAD_BYTES]);

  private final List<ServerProcess> servers = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<KV> keys = new ArrayList<>();

  private EtcdWire() {}

  static Optional<String> missing() {
    return Programs.find("etcd").isPresent()
        ? Optional.empty()
        : Optional.of("not installed (apt install etcd-server)");
  }

  static EtcdWire start(Setting setting, int nodes) throws IOException, InterruptedException {
    EtcdWire target = new EtcdWire();
    try {
      target.launch(setting, nodes);
      String[] endpoints = target.servers.stream().map(EtcdWire::http).toArray(String[]::new);
      for (int i = 0; i < CLIENTS; i++) {
        Client client = Client.builder().endpoints(endpoints).build();
        target.clients.add(client);
        target.keys.add(client.getKVClient());
        target.keys.getLast().put(key(i, 0), ByteSequence.EMPTY).join();
      }
      return target;
    } catch (IOException | InterruptedException | CompletionException e) {
      target.close();
      throw e;
    }
  }

  private static String http(ServerProcess server) {
    return http(server.port());
  }

  private static String http(int port) {
    return "http://127.0.0.1:" + port;
  }

  private void launch(Setting setting, int nodes) throws IOException, InterruptedException {
    List<Integer> ports = ServerProcess.freePorts(2 * nodes);
    String members =
        IntStream.range(0, nodes)
            .mapToObj(i -> "n" + i + "=" + http(ports.get(nodes + i)))
            .collect(Collectors.joining(","));
    for (int i = 0; i < nodes; i++) {
      Path folder = setting.scratch().fresh("etcd");
      String peer = http(ports.get(nodes + i));
      servers.add(
          ServerProcess.launch(
              List.of(
                  "etcd",
                  "--name=n" + i,
                  "--data-dir=" + folder.resolve("data"),
                  "--listen-client-urls=" + http(ports.get(i)),
                  "--advertise-client-urls=" + http(ports.get(i)),
                  "--listen-peer-urls=" + peer,
                  "--initial-advertise-peer-urls=" + peer,
                  "--initial-cluster=" + members,
                  "--log-level=error"),
              Map.of(),
              ports.get(i),
              folder));
    }
    for (ServerProcess server : servers) {
      server.awaitPort();
    }
  }

  private static ByteSequence key(int client, int slot) {
    return ByteSequence.from("bench/" + client + "/" + slot, StandardCharsets.UTF_8);
  }

  @Override
  public void send(int client, int slot, Answers answers) {
    var unused =
        keys.get(client)
            .put(key(client, slot), VALUE)
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    answers.answered(slot);
                  } else {
                    answers.failed("etcd: " + failure);
                  }
                });
  }

  @Override
  public double serverCpuSeconds() throws IOException {
    return ServerProcess.cpuSeconds(servers);
  }

  @Override
  public void close() {
    for (Client client : clients) {
      client.close();
    }
    for (ServerProcess server : servers) {
      server.close();
    }
  }
}
