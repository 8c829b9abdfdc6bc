package io.sojourn.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a text frame from a host or a viewer says. */
sealed interface ControlMessage {

  /**
   * A host presents itself.
   *
   * @param protocol 1 for peers that know our additions, 0 for others
   */
  record Register(
      String clientId,
      int protocol,
      @Nullable String name,
      boolean readOnly,
      @Nullable String resumeToken)
      implements ControlMessage {}

  /** A viewer presents itself, by code or by token. */
  record Auth(@Nullable String sessionCode, @Nullable String resumeToken, int protocol)
      implements ControlMessage {}

  /** All terminals of a host. */
  record SessionList(List<Named> sessions) implements ControlMessage {}

  /** One terminal as listed. */
  record Named(String id, String name) {}

  /** A terminal was opened. */
  record SessionConnected(String sessionId, String name) implements ControlMessage {}

  /** A terminal was closed. */
  record SessionDisconnected(String sessionId) implements ControlMessage {}

  /** A terminal changed its size. */
  record SessionResize(String sessionId, int cols, int rows) implements ControlMessage {}

  /** A viewer asks the host to close a terminal. */
  record CloseSession(String sessionId) implements ControlMessage {}

  /** A viewer asks the host to open a terminal. */
  record CreateSession() implements ControlMessage {}

  /** A host leaves for good. */
  record Unregister() implements ControlMessage {}

  /** Well-formed, but of a type that we do not know. */
  record Unknown(String type) implements ControlMessage {}

  /** No message of ours: bad JSON, or a required field is missing or of the wrong kind. */
  record Malformed() implements ControlMessage {}

  /** Well-formed, but a name or an id is over its bound. */
  record TooLong(String field) implements ControlMessage {}
}
