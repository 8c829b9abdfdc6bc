package io.sojourn.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The web pages: {@code /}, {@code /keys}, {@code /nfs}, {@code /join} and their assets.
 *
 * <p>The files are read from the class path once, by the list that was made when they were built; a
 * request only ever looks a name up among them, so that no path leads anywhere else. Assets carry a
 * hash in their names and are kept by browsers for ever; pages are asked for again each time.
 */
final class Pages {

  private static final String FOLDER = "/io/sojourn/web/";
  private static final String LIST = "files.txt";
  private static final String POLICY = "csp.txt";
  private static final String ASSETS = "assets/";
  private static final List<String> NOT_FOR_PEOPLE = List.of("v1", "ws", "health", "metrics");

  private static final Map<String, String> MEDIA_TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("map", "application/json"),
          Map.entry("webmanifest", "application/manifest+json"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"));

  private final Map<String, Response> files = new LinkedHashMap<>();

  private Pages() {}

  /** Reads the pages from the class path; there are none if the web module is not there. */
  static Pages load() {
    Pages pages = new Pages();
    byte[] list = resource(LIST);
    byte[] policy = resource(POLICY);
    if (list != null) {
      String csp = policy == null ? "" : text(policy).strip();
      for (String name : text(list).lines().filter(line -> !line.isBlank()).toList()) {
        byte[] content = resource(name.strip());
        if (content != null) {
          pages.files.put(name.strip(), response(name.strip(), content, csp));
        }
      }
    }
    return pages;
  }

  private static byte @Nullable [] resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(FOLDER + name)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the page " + name, e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Response response(String name, byte[] content, String csp) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String tag = "\"" + HexFormat.of().formatHex(Tokens.sha256(content), 0, 16) + "\"";
    Response response =
        Response.of(200, MEDIA_TYPES.getOrDefault(extension, "application/octet-stream"), content)
            .withHeader("ETag", tag)
            .withHeader(
                "Cache-Control",
                name.startsWith(ASSETS) ? "public, max-age=31536000, immutable" : "no-cache");
    return extension.equals("html") && !csp.isEmpty()
        ? response.withHeader("Content-Security-Policy", csp)
        : response;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", "/", Access.OPEN, r -> serve(r, "index.html")).immediate(),
        Route.of("GET", "/keys", Access.OPEN, r -> serve(r, "keys.html")).immediate(),
        Route.of("GET", "/nfs", Access.OPEN, r -> serve(r, "nfs.html")).immediate(),
        Route.of("GET", "/join", Access.OPEN, r -> serve(r, "join.html")).immediate(),
        Route.of("GET", "/licences.txt", Access.OPEN, r -> serve(r, "licences.txt")).immediate(),
        Route.of("GET", "/assets/{file*}", Access.OPEN, this::asset).immediate());
  }

  private Response asset(Request request) {
    return serve(request, ASSETS + request.parameter("file"));
  }

  private Response serve(Request request, String name) {
    Response file = files.get(name);
    if (file == null) {
      return notFound(request);
    }
    String tag = Optional.ofNullable(file.headers().get("ETag")).orElse("");
    return EntityTag.isKnown(request, tag)
        ? new Response(304, file.headers(), Response.empty(304).body())
        : file;
  }

  /** What is answered where there is nothing: a page to people, a problem to programs. */
  Response notFound(Request request) {
    String first = request.target().segments().stream().findFirst().orElse("");
    boolean person = request.listHeader("Accept").map(Pages::wantsHtml).orElse(false);
    if (person && !NOT_FOR_PEOPLE.contains(first)) {
      return Response.text(
          404,
          "text/html; charset=utf-8",
          """
          <!doctype html>
          <html lang="en">
          <title>Not found</title>
          <h1>Not found</h1>
          <p>There is no such page. <a href="/">Sessions</a> or <a href="/join">join one</a>.</p>
          </html>
          """);
    }
    return Problem.of(ProblemType.NOT_FOUND, "There is nothing at this path.").toResponse();
  }

  private static boolean wantsHtml(String accept) {
    return accept.toLowerCase(Locale.ROOT).contains("text/html");
  }
}
