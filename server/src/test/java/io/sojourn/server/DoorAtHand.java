package io.sojourn.server;

import io.sojourn.machine.SessionMachine;
import io.sojourn.session.Limits;
import io.sojourn.session.Sessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole HTTP door on a free port, over a {@link KernelAtHand}, and a client for it. */
final class DoorAtHand implements AutoCloseable {

  private static final JsonMapper MAPPER = new JsonMapper();

  /** One response. */
  record Reply(int status, HttpResponse<String> response) {
    JsonNode json() {
      return MAPPER.readTree(response.body());
    }

    String body() {
      return response.body();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String problem() {
      return json().path("type").asString("").replace("urn:sojourn:problem:", "");
    }

    String text(String member) {
      return json().path(member).asString("");
    }
  }

  final KernelAtHand kernel = new KernelAtHand();
  final String key;
  final WebDoor door;
  final HttpClient client = HttpClient.newHttpClient();
  volatile Optional<String> notReady = Optional.empty();

  final CountDownLatch upgraded = new CountDownLatch(1);
  private final Upgrader closing =
      (context, request) -> context.close().addListener(closed -> upgraded.countDown());

  DoorAtHand(Path folder) throws IOException {
    this(folder, Set.of());
  }

  DoorAtHand(Path folder, Set<String> origins) throws IOException {
    this(folder, origins, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A door over another kernel than its own. */
  static DoorAtHand over(Path folder, Sessions sessions, Readiness readiness) throws IOException {
    return new DoorAtHand(
        folder, Set.of(), Optional.of(sessions), Optional.of(readiness), Optional.empty());
  }

  /** The door of a node that follows: over a kernel of its own that knows nothing. */
  static DoorAtHand following(Path folder, Supplier<Leadership> leader) throws IOException {
    return new DoorAtHand(
        folder, Set.of(), Optional.empty(), Optional.empty(), Optional.of(leader));
  }

  private DoorAtHand(
      Path folder,
      Set<String> origins,
      Optional<Sessions> other,
      Optional<Readiness> readiness,
      Optional<Supplier<Leadership>> leader)
      throws IOException {
    Tokens tokens = new Tokens();
    AdminKey adminKey = AdminKey.in(new DataFolder(folder), tokens);
    key = Files.readString(folder.resolve(AdminKey.FILE_NAME)).strip();
    ServerConfig config =
        ServerConfig.in(folder).withAddress("127.0.0.1", 0).withAllowedOrigins(origins);
    WebDoor.Ground ground =
        new WebDoor.Ground(
            other.orElse(kernel.engine),
            kernel.engine,
            Limits.DEFAULT,
            readiness.orElse(() -> notReady),
            adminKey,
            tokens,
            InstantSource.system(),
            new Metrics(),
            leader.map(DoorAtHand::tunnel).orElse(closing),
            leader.<Detour>map(Forwarding::new).orElse(Detour.NONE),
            () -> kernel.engine.upgrade(SessionMachine.BEHAVIOUR),
            Optional.empty(),
            Optional.empty());
    door = WebDoor.open(config, HttpLimits.DEFAULTS, ground);
  }

  private static Upgrader tunnel(Supplier<Leadership> leader) {
    return (context, request) -> {
      if (leader.get() instanceof Leadership.At(URI address)) {
        Tunnel.open(context, request, address);
      }
    };
  }

  InetSocketAddress address() {
    return door.address();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + address().getPort() + path);
  }

  /** Sends a request as the holder of a credential; headers come in pairs. */
  Reply as(String credential, String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!credential.isEmpty()) {
      request.header("Authorization", "Bearer " + credential);
    }
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  Reply send(HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return new Reply(response.statusCode(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends a request with the API key. */
  Reply ask(String method, String path, String body, String... headers) {
    return as(key, method, path, body, headers);
  }

  Reply get(String path, String... headers) {
    return ask("GET", path, "", headers);
  }

  /** A session created as the text says, and its token. */
  Created create(String body) {
    Reply reply = ask("POST", "/v1/sessions", body);
    if (reply.status() != 201) {
      throw new AssertionError("not created: " + reply.body());
    }
    return new Created(reply.text("id"), reply.text("token"));
  }

  /** A session and what opens it. */
  record Created(String id, String token) {
    String path() {
      return "/v1/sessions/" + id;
    }
  }

  @Override
  public void close() {
    client.close();
    door.close();
    kernel.close();
  }
}
