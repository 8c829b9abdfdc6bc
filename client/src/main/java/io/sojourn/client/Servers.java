package io.sojourn.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which server to try next: the leader that the last one named, else the next of the list.
 *
 * <p>A hint is followed at once, but only so often in a row: two nodes that name each other while
 * they elect must not be asked in circles.
 */
final class Servers {

  private static final String PATH = "/v1/connect";
  private static final int HINTS_MAX = 3;

  private final List<URI> servers;
  private int next;
  private URI last;
  private @Nullable URI hint;
  private int hintsInARow;

  /**
   * Takes the servers in the order of preference.
   *
   * @param servers as {@link #parse} makes them, at least one
   */
  Servers(List<URI> servers) {
    this.servers = List.copyOf(servers);
    this.last = servers.get(0);
  }

  /**
   * Reads {@code host:port}, {@code ws://host:port}, {@code wss://host:port} or the same with http
   * and https, with or without a path.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static URI parse(String server) {
    String text = server.contains("://") ? server : "ws://" + server;
    try {
      URI given = new URI(text);
      String scheme =
          switch (String.valueOf(given.getScheme())) {
            case "ws", "http" -> "ws";
            case "wss", "https" -> "wss";
            default -> throw new IllegalArgumentException("not ws or wss: " + server);
          };
      if (given.getHost() == null || given.getUserInfo() != null) {
        throw new IllegalArgumentException("not host:port: " + server);
      }
      String path =
          given.getPath() == null || given.getPath().length() < 2 ? PATH : given.getPath();
      return new URI(scheme, null, given.getHost(), given.getPort(), path, null, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not host:port: " + server, e);
    }
  }

  /**
   * Notes who leads, as {@code host:port}; the scheme and path are those of the server that says
   * so.
   *
   * @return whether it is to be followed at once
   */
  boolean follow(String leader) {
    if (leader.isEmpty() || hintsInARow >= HINTS_MAX) {
      return false;
    }
    try {
      URI named = parse(leader);
      hint =
          new URI(
              last.getScheme(), null, named.getHost(), named.getPort(), last.getPath(), null, null);
      hintsInARow++;
      return true;
    } catch (IllegalArgumentException | URISyntaxException notAnAddress) {
      return false;
    }
  }

  URI next() {
    URI named = hint;
    if (named != null) {
      hint = null;
      last = named;
    } else {
      last = servers.get(next);
      next = (next + 1) % servers.size();
      hintsInARow = 0;
    }
    return last;
  }

  /** The session is served by the last one: the next loss begins there. */
  void served() {
    hintsInARow = 0;
    int at = servers.indexOf(last);
    if (at >= 0) {
      next = at;
    }
  }

  /** The last one is of no use now: the next attempt is at another, if there is one. */
  void skip() {
    next = (next + 1) % servers.size();
  }
}
