package io.sojourn.server;

import java.util.List;
import java.util.Locale;

/**
 * Tells whether a request was really made on this machine.
 *
 * <p>A connection from the loopback address is not enough. A proxy on the same machine connects
 * from there for everybody: it says so in a forwarding field. A web page can make a browser on this
 * machine send the request after pointing its own host name at 127.0.0.1: then the Host field holds
 * that name.
 */
final class Locality {

  private static final List<String> PROXY_FIELDS =
      List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

  private Locality() {}

  static boolean isLocal(Request head) {
    return head.remote().getAddress().isLoopbackAddress()
        && PROXY_FIELDS.stream().noneMatch(field -> head.headers().contains(field))
        && !head.headers().contains("Origin")
        && isLocalName(head.header("Host").orElse(""));
  }

  private static boolean isLocalName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    int colon = name.lastIndexOf(':');
    if (colon > name.lastIndexOf(']')) {
      name = name.substring(0, colon);
    }
    return name.equals("localhost")
        || name.equals("[::1]")
        || name.matches("127(\\.[0-9]{1,3}){3}");
  }
}
