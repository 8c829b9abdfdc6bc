package io.sojourn.cli;

import io.sojourn.client.NetworkTrouble;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sessions of a server, its cluster and its NFS over HTTP; each call is one request and blocks
 * until its answer.
 */
final class SessionsClient implements AutoCloseable {
  private static final String CLUSTER = "/v1/cluster";
  private static final String NFS = "/v1/nfs/";
  private static final Duration LEADERLESS = Duration.ofSeconds(10);
  private static final Duration AGAIN = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<ServerAddress> servers;
  private final String key;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** Asks the first of these servers that can be connected to. */
  SessionsClient(List<ServerAddress> servers, String key) {
    this.servers = servers;
    this.key = key;
  }

  /** One page of sessions, newest first; the query is already encoded. */
  ObjectNode list(String query) {
    return send("GET", "/v1/sessions" + (query.isEmpty() ? "" : "?" + query), null);
  }

  ObjectNode get(String id) {
    return send("GET", session(id), null);
  }

  ObjectNode create(ObjectNode wish) {
    return send("POST", "/v1/sessions", wish);
  }

  /** {@code activate}, {@code suspend} or {@code resume}. */
  ObjectNode change(String id, String verb) {
    return send("POST", session(id) + "/" + verb, null);
  }

  ObjectNode end(String id) {
    return send("DELETE", session(id), null);
  }

  ObjectNode deadLetters(String id) {
    return send("GET", session(id) + "/dead-letters?peek", null);
  }

  ObjectNode clearDeadLetters(String id) {
    return send("DELETE", session(id) + "/dead-letters", null);
  }

  /** The cluster as its leader sees it. */
  ObjectNode cluster() {
    return send("GET", CLUSTER, null);
  }

  ObjectNode addNode(ObjectNode node) {
    return send("POST", CLUSTER + "/members", node);
  }

  ObjectNode removeNode(String name) {
    return send("DELETE", CLUSTER + "/members/" + required(name), null);
  }

  ObjectNode transferLeader(ObjectNode to) {
    return send("POST", CLUSTER + "/leader", to);
  }

  /** Also where a node would stop at it, if forced. */
  ObjectNode upgrade(boolean force) {
    return send("POST", CLUSTER + "/upgrade" + (force ? "?force" : ""), null);
  }

  /** One page of {@code clients} or {@code sessions} of NFS. */
  ObjectNode nfsPage(String what, int limit, String cursor) {
    String from = cursor.isEmpty() ? "" : "&cursor=" + encode(cursor);
    return send("GET", NFS + what + "?limit=" + limit + from, null);
  }

  ObjectNode nfsSession(String id) {
    return send("GET", NFS + "sessions/" + required(id), null);
  }

  /** Ends one of the {@code clients} or {@code sessions} of NFS. */
  void endNfs(String what, String id) {
    send("DELETE", NFS + what + "/" + required(id), null);
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private static String session(String id) {
    return "/v1/sessions/" + required(id);
  }

  /** What stands for something in a path, which without it would mean another thing. */
  private static String required(String id) {
    if (id.isBlank()) {
      throw new CommandFailure(ExitStatus.USAGE, "an empty text is no id or name");
    }
    return encode(id);
  }

  /**
   * Asks one server after the other. What a server says it did not do for now, since its cluster is
   * between two leaders, is asked again for a while; nothing is ever done twice.
   */
  private ObjectNode send(String method, String path, @Nullable ObjectNode body) {
    long end = System.nanoTime() + LEADERLESS.toNanos();
    while (true) {
      String why = "connection refused";
      ServerAddress asked = null;
      HttpResponse<String> notNow = null;
      for (ServerAddress server : servers) {
        try {
          HttpResponse<String> response = exchange(server, request(server, method, path, body));
          if (!saysNotNow(response)) {
            return read(server, response);
          }
          asked = server;
          notNow = response;
        } catch (ConnectException away) {
          // Nothing was sent: the next one may be asked without doing anything twice.
          why = NetworkTrouble.why(away);
        } catch (HttpConnectTimeoutException away) {
          why = "no answer";
        }
      }
      if (asked == null || notNow == null) {
        throw CommandFailure.unreachable(servers, why);
      }
      if (System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return read(asked, notNow);
      }
      LockSupport.parkNanos(AGAIN.toNanos());
    }
  }

  /** Whether nothing was done, for a reason that passes. */
  private static boolean saysNotNow(HttpResponse<String> response) {
    return response.statusCode() == 503
        && (response.body().contains(":unavailable\"")
            || response.body().contains(":not-leader\""));
  }

  private HttpRequest request(
      ServerAddress server, String method, String path, @Nullable ObjectNode body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resource(path)).timeout(PATIENCE);
    try {
      request.header("Authorization", "Bearer " + key);
    } catch (IllegalArgumentException malformed) {
      throw new CommandFailure(
          ExitStatus.USAGE, "this is not an API key: it has characters that none has");
    }
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofString(body.toString()));
    }
    return request.build();
  }

  private HttpResponse<String> exchange(ServerAddress server, HttpRequest request)
      throws ConnectException, HttpConnectTimeoutException {
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (ConnectException | HttpConnectTimeoutException nobody) {
      throw nobody;
    } catch (IOException failed) {
      throw CommandFailure.unreachable(server, NetworkTrouble.why(failed));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitStatus.INTERRUPTED, "interrupted");
    }
  }

  private static ObjectNode read(ServerAddress server, HttpResponse<String> response) {
    ObjectNode body = response.body().isEmpty() ? Json.object() : Json.parse(response.body());
    if (response.statusCode() / 100 == 2 && body != null) {
      return body;
    }
    if (body == null || Json.text(body, "title").isEmpty()) {
      throw new CommandFailure(
          ExitStatus.UNREACHABLE,
          "what answers at "
              + server
              + " is not Sojourn (HTTP status "
              + response.statusCode()
              + ")");
    }
    throw new CommandFailure(ExitStatus.REFUSED, problem(body, response.statusCode()));
  }

  /** One line from an {@code application/problem+json}, RFC 9457. */
  private static String problem(ObjectNode body, int status) {
    String detail = Json.text(body, "detail");
    String state = Json.text(body, "state");
    String hint =
        switch (status) {
          case 401 -> " Is this the key of that server? See --key and --data.";
          case 409 -> state.isEmpty() ? "" : " The session is " + state + ".";
          default -> "";
        };
    return Json.text(body, "title")
        + (detail.isEmpty() ? "." : ": " + detail)
        + hint
        + " ("
        + status
        + ")";
  }
}
