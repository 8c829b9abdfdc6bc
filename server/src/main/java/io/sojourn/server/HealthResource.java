package io.sojourn.server;

import io.sojourn.session.SessionState;
import io.sojourn.session.Sessions;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /health}, {@code /health/live} and {@code /health/ready}: for people, for whoever restarts
 * a process that hangs, and for whoever sends requests.
 *
 * <p>Being alive means that this answers, nothing more: a full disk is not mended by a restart.
 * Many sessions make the node degraded in name only.
 */
final class HealthResource {

  private final Sessions sessions;
  private final Readiness readiness;
  private final InstantSource clock;
  private final int softSessionLimit;
  private final String version;

  HealthResource(
      Sessions sessions,
      Readiness readiness,
      InstantSource clock,
      int softSessionLimit,
      String version) {
    this.sessions = sessions;
    this.readiness = readiness;
    this.clock = clock;
    this.softSessionLimit = softSessionLimit;
    this.version = version;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", "/health", Access.OPEN, request -> health()).immediate(),
        Route.of("GET", "/health/live", Access.OPEN, request -> live()).immediate(),
        Route.of("GET", "/health/ready", Access.OPEN, request -> ready()).immediate());
  }

  private static Response live() {
    return Response.json(200, Map.of("status", "live"));
  }

  private Response ready() {
    Optional<String> whyNot = readiness.whyNot();
    return whyNot.isEmpty()
        ? Response.json(200, Map.of("status", "ready"))
        : Problem.of(ProblemType.UNAVAILABLE, "Not ready: " + whyNot.get() + ".")
            .withHeader("Retry-After", "1")
            .toResponse();
  }

  private Response health() {
    Optional<String> whyNot = readiness.whyNot();
    int live = 0;
    for (SessionState state : SessionState.values()) {
      live += state.isLive() ? sessions.count(state) : 0;
    }
    Map<String, Object> health = new LinkedHashMap<>();
    if (whyNot.isPresent()) {
      health.put("status", "unavailable");
      health.put("reason", whyNot.get());
    } else {
      health.put("status", live <= softSessionLimit ? "healthy" : "degraded");
    }
    health.put("sessions", live);
    Runtime runtime = Runtime.getRuntime();
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("used_bytes", runtime.totalMemory() - runtime.freeMemory());
    memory.put("max_bytes", runtime.maxMemory());
    health.put("memory", memory);
    health.put("timestamp", SessionJson.time(clock.millis()));
    health.put("version", version);
    return Response.json(whyNot.isEmpty() ? 200 : 503, health);
  }
}
