package io.sojourn.server;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a request means, apart from how its bytes arrive: finds the route, asks the gate, bounds and
 * types the body, runs the handler, and turns whatever goes wrong into a problem.
 *
 * <p>{@link #begin} decides on the head alone, so that nobody can make the server read a body that
 * it would refuse.
 */
final class HttpService {

  /** What the head of a request leads to. */
  sealed interface Begun {

    /** The route's template, or {@code none}: what metrics are counted by. */
    String routeName();

    /** The request without its body, or null if not even its target could be read. */
    @Nullable Request head();

    /**
     * The request may go on.
     *
     * @param route what will answer it
     * @param head the request without its body
     */
    record Admitted(Route route, Request head) implements Begun {
      @Override
      public String routeName() {
        return route.template();
      }
    }

    /**
     * The answer is known already.
     *
     * @param routeName the route's template, or {@code none}
     * @param head the request without its body, or null if not even its target could be read
     * @param response the answer
     */
    record Answered(String routeName, @Nullable Request head, Response response) implements Begun {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);
  private static final String NO_ROUTE = "none";

  /** 16 bytes in base64 (RFC 6455 section 4.1). */
  private static final int WEBSOCKET_KEY_LENGTH = 24;

  private final Routes routes;
  private final Gate gate;
  private final Detour detour;
  private final Handler notFound;
  private final Origins origins;
  private final int maxBodyBytes;
  private final SecureRandom random = new SecureRandom();

  HttpService(
      Routes routes,
      Gate gate,
      Detour detour,
      Handler notFound,
      Origins origins,
      int maxBodyBytes) {
    this.routes = routes;
    this.gate = gate;
    this.detour = detour;
    this.notFound = notFound;
    this.origins = origins;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Decides on a request whose head has arrived. Never blocks, never throws. */
  Begun begin(String method, String uri, HttpHeaders headers, InetSocketAddress remote) {
    String routeName = NO_ROUTE;
    Request head = null;
    try {
      head = Request.head(method, RequestTarget.parse(uri), headers, remote);
      if (head.headers().getAll(HttpHeaderNames.HOST).size() > 1) {
        throw problem(ProblemType.MALFORMED_REQUEST, "The Host header field is given twice.");
      }
      switch (routes.find(method, head.target().segments())) {
        case Routes.Found.Match(Route route, var parameters) -> {
          routeName = route.template();
          Request matched = head.matched(parameters);
          Optional<Handler> elsewhere = detour.instead(route, matched);
          return elsewhere.isPresent()
              ? admit(route.answeredBy(elsewhere.get()), matched)
              : admit(route, matched.from(gate.admit(matched, route.access())));
        }
        case Routes.Found.OtherMethods(String allow) -> {
          return new Begun.Answered(routeName, head, wrongMethod(head, allow));
        }
        case Routes.Found.Nothing nothing -> {
          return new Begun.Answered(routeName, head, notFound.handle(head));
        }
      }
    } catch (ProblemException e) {
      return new Begun.Answered(routeName, head, e.problem().toResponse());
    } catch (RuntimeException e) {
      return new Begun.Answered(routeName, head, broken(routeName, e));
    }
  }

  private Begun admit(Route route, Request admitted) {
    if (route.kind() == Route.Kind.UPGRADE) {
      checkUpgrade(admitted);
    }
    long length = contentLength(admitted);
    boolean hasBody = length > 0 || admitted.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
    if (length > maxBodyBytes) {
      throw tooLarge();
    }
    if (route.consumes().isEmpty()) {
      if (hasBody) {
        throw problem(ProblemType.MALFORMED_REQUEST, "This request takes no body.");
      }
    } else {
      checkMediaType(route, admitted);
    }
    return new Begun.Admitted(route, admitted);
  }

  private void checkUpgrade(Request head) {
    String upgrade = head.listHeader("Upgrade").orElse("");
    if (!upgrade.toLowerCase(Locale.ROOT).contains("websocket")) {
      throw Problem.of(ProblemType.UPGRADE_REQUIRED, "This path speaks WebSocket only.")
          .withHeader("Upgrade", "websocket")
          .asException();
    }
    if (!head.header("Sec-WebSocket-Version").orElse("").strip().equals("13")) {
      throw Problem.of(ProblemType.UPGRADE_REQUIRED, "The only version of WebSocket here is 13.")
          .withHeader("Upgrade", "websocket")
          .withHeader("Sec-WebSocket-Version", "13")
          .asException();
    }
    if (head.header("Sec-WebSocket-Key").orElse("").strip().length() != WEBSOCKET_KEY_LENGTH) {
      throw problem(ProblemType.MALFORMED_REQUEST, "The Sec-WebSocket-Key is missing or wrong.");
    }
    if (!origins.mayConnect(head)) {
      throw problem(
          ProblemType.ORIGIN_REFUSED, "Pages of this origin may not open a connection here.");
    }
  }

  private static long contentLength(Request head) {
    Optional<String> length = head.header("Content-Length");
    if (length.isEmpty()) {
      return 0;
    }
    String text = length.get().strip();
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw problem(ProblemType.MALFORMED_REQUEST, "The Content-Length is not a number.");
    }
    return Long.parseLong(text);
  }

  private static void checkMediaType(Route route, Request head) {
    String given = head.header("Content-Type").orElse("");
    String[] parts = given.split(";", -1);
    String mediaType = parts[0].strip().toLowerCase(Locale.ROOT);
    boolean utf8 = true;
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
      utf8 &= !parameter.startsWith("charset=") || parameter.equals("charset=utf-8");
    }
    if (!route.consumes().contains(mediaType) || !utf8) {
      String accepted = String.join(", ", route.consumes().stream().sorted().toList());
      throw Problem.of(
              ProblemType.UNSUPPORTED_MEDIA_TYPE, "The body must be " + accepted + " in UTF-8.")
          .withHeader("Accept", accepted)
          .asException();
    }
  }

  private Response wrongMethod(Request head, String allow) {
    if (head.method().equals("OPTIONS")) {
      return origins.preflight(head, Response.empty(204).withHeader("Allow", allow), allow);
    }
    return Problem.of(
            ProblemType.METHOD_NOT_ALLOWED, "This path takes only these methods: " + allow + ".")
        .withHeader("Allow", allow)
        .toResponse();
  }

  /** Answers an admitted request. May block, unless the route is immediate; never throws. */
  Response answer(Begun.Admitted admitted, byte[] body) {
    try {
      return admitted.route().handler().handle(admitted.head().withBody(body));
    } catch (ProblemException e) {
      return e.problem().toResponse();
    } catch (RuntimeException e) {
      return broken(admitted.routeName(), e);
    }
  }

  /** Adds what every response carries. */
  Response complete(@Nullable Request head, Response response) {
    Response safe = SecurityHeaders.addTo(response);
    return head == null ? safe : origins.share(head, safe);
  }

  /** The answer to a body that has grown past the bound. */
  ProblemException tooLarge() {
    return Problem.of(
            ProblemType.CONTENT_TOO_LARGE, "The body is larger than " + maxBodyBytes + " bytes.")
        .with("limit_bytes", maxBodyBytes)
        .asException();
  }

  private Response broken(String routeName, RuntimeException e) {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    String id = HexFormat.of().formatHex(bytes);
    LOG.error("Request on {} failed, incident {}", routeName, id, e);
    return Problem.of(
            ProblemType.INTERNAL_ERROR,
            "The server failed to answer; its log says more under this incident.")
        .with("incident", id)
        .toResponse();
  }

  private static ProblemException problem(ProblemType type, String detail) {
    return Problem.of(type, detail).asException();
  }
}
