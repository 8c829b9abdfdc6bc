package io.sojourn.cli;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a server is: a scheme of the web, a host and a port, without a path. */
record ServerAddress(URI http) {
  static final String DEFAULT = "http://127.0.0.1:3000";
  private static final int PORT_MAX = 65_535;

  /** Reads an address as a person types it; {@code example.org:3000} means http. */
  static ServerAddress parse(String typed) {
    String text = typed.strip();
    if (!text.contains("://")) {
      text = "http://" + text;
    }
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException malformed) {
      throw notAnAddress(typed);
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    boolean plain = uri.getRawQuery() == null && uri.getRawUserInfo() == null;
    if (uri.getHost() == null
        || uri.getPort() > PORT_MAX
        || !plain
        || !(path.isEmpty() || path.equals("/"))
        || !(scheme.equals("http") || scheme.equals("https"))) {
      throw notAnAddress(typed);
    }
    return new ServerAddress(URI.create(scheme + "://" + uri.getRawAuthority()));
  }

  URI resource(String pathAndQuery) {
    return URI.create(http + pathAndQuery);
  }

  /** Host and port, for a connection that only tries. */
  InetSocketAddress socket() {
    int standard = http.getScheme().equals("https") ? 443 : 80;
    String host = http.getHost().replace("[", "").replace("]", "");
    return new InetSocketAddress(host, http.getPort() < 0 ? standard : http.getPort());
  }

  URI webSocket() {
    return URI.create("ws" + http.toString().substring("http".length()) + "/ws");
  }

  /** The page that joins by a code; the code is behind the hash, so that no server logs it. */
  String joinLink(String code) {
    return http + "/join#" + code;
  }

  private static CommandFailure notAnAddress(String typed) {
    return new CommandFailure(
        ExitStatus.USAGE,
        "not a server address: " + typed + " (expected for example " + DEFAULT + ")");
  }

  @Override
  public String toString() {
    return http.toString();
  }
}
