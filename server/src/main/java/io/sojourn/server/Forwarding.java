package io.sojourn.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a follower answers for the interface under {@code /v1}: it passes the request on to the
 * leader, credential and all, and the leader's answer back. A request that asks for {@code
 * consistency=local} is answered from what this node has.
 *
 * <p>A request is passed on once: the node that gets it either leads or says that it does not.
 */
final class Forwarding implements Detour, AutoCloseable {

  /** Marks a request that came from another node. */
  static final String MARK = "Sojourn-Forwarded";

  private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** What concerns one connection only, or is set by the client that passes the request on. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private final Supplier<Leadership> leadership;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  Forwarding(Supplier<Leadership> leadership) {
    this.leadership = leadership;
  }

  @Override
  public Optional<Handler> instead(Route route, Request head) {
    boolean concerned = route.kind() == Route.Kind.BLOCKING && route.template().startsWith("/v1/");
    if (!concerned || head.query("consistency").filter("local"::equals).isPresent()) {
      return Optional.empty();
    }
    return switch (leadership.get()) {
      case Leadership.Here here -> Optional.empty();
      case Leadership.Unknown unknown -> Optional.of(request -> noLeader());
      case Leadership.At(URI address) ->
          Optional.of(
              head.headers().contains(MARK)
                  ? request -> notLeader(address)
                  : request -> forward(request, address));
    };
  }

  private static Response noLeader() {
    return Problem.of(
            ProblemType.UNAVAILABLE, "The cluster has no leader now; try again in a moment.")
        .withHeader("Retry-After", "1")
        .toResponse();
  }

  private static Response notLeader(URI leader) {
    return Problem.of(ProblemType.NOT_LEADER, "Another node leads now; try again in a moment.")
        .with("leader", leader.toString())
        .withHeader("Retry-After", "1")
        .toResponse();
  }

  private Response forward(Request request, URI leader) {
    try {
      return answer(client.send(forwarded(request, leader), BodyHandlers.ofByteArray()));
    } catch (IOException lost) {
      LOG.debug("Forwarding to {} failed", leader, lost);
      return lost(request, leader);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return lost(request, leader);
    }
  }

  /** A request that changes nothing can be tried again; one that does may have been executed. */
  private static Response lost(Request request, URI leader) {
    boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
    Problem problem =
        reads
            ? Problem.of(ProblemType.UNAVAILABLE, "The leader does not answer.")
            : Problem.of(
                ProblemType.OUTCOME_UNKNOWN,
                "The line to the leader broke: the change may or may not have been made. Read"
                    + " before trying again.");
    return problem.with("leader", leader.toString()).withHeader("Retry-After", "1").toResponse();
  }

  private static HttpRequest forwarded(Request request, URI leader) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(leader + request.target().asSent()))
            .timeout(PATIENCE)
            .method(
                // What answers a HEAD is a GET without its body: so its length is right.
                request.method().equals("HEAD") ? "GET" : request.method(),
                request.body().length == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(request.body()));
    for (Map.Entry<String, String> header : request.headers()) {
      if (!OF_THE_CONNECTION.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        builder.header(header.getKey(), header.getValue());
      }
    }
    return builder.header(MARK, "1").build();
  }

  private static Response answer(HttpResponse<byte[]> response) {
    Map<String, String> headers = new LinkedHashMap<>();
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, String.join(", ", values));
              }
            });
    return new Response(response.statusCode(), headers, response.body());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
