package io.sojourn.relay;

import io.sojourn.session.NewSession;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How hosts and viewers are written down as sessions of the kernel: by their capabilities. */
final class Roles {

  static final String ROLE = "role";
  static final String HOST = "host";
  static final String VIEWER = "viewer";
  static final String NAME = "name";
  static final String READ_ONLY = "read_only";
  private static final String CLIENT = "client_id";

  /** Whose sessions relayed sessions are: the relay's own, for their clients are not signed in. */
  private static final String OWNER = "relay";

  private Roles() {}

  static NewSession host(
      ControlMessage.Register register, ResumeToken token, RelayLimits.Times times) {
    SortedMap<String, String> capabilities = new TreeMap<>();
    capabilities.put(ROLE, HOST);
    capabilities.put(CLIENT, register.clientId());
    capabilities.put(NAME, register.name() == null ? "" : register.name());
    capabilities.put(READ_ONLY, Boolean.toString(register.readOnly()));
    return session(token, times, capabilities);
  }

  /** Its host is noted by the kernel, which alone knows to whom the code leads. */
  static NewSession viewer(ResumeToken token, RelayLimits.Times times) {
    SortedMap<String, String> capabilities = new TreeMap<>();
    capabilities.put(ROLE, VIEWER);
    return session(token, times, capabilities);
  }

  private static NewSession session(
      ResumeToken token, RelayLimits.Times times, SortedMap<String, String> capabilities) {
    return new NewSession(
        OWNER, token.hash(), times.life(), times.grace(), true, capabilities, new TreeMap<>());
  }

  static boolean isHost(Session session) {
    return HOST.equals(session.capabilities().get(ROLE));
  }

  static boolean isViewer(Session session) {
    return VIEWER.equals(session.capabilities().get(ROLE));
  }

  /** The host of a viewer's session, or null if this is none. */
  static @Nullable SessionId hostOf(Session session) {
    String host = session.capabilities().get(NewSession.HOST);
    if (host == null || !isViewer(session)) {
      return null;
    }
    try {
      return SessionId.parse(host);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
