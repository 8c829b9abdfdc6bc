package io.sojourn.check;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.session.SessionId;
import java.util.Optional;

/** A message on the simulated network, which may lose, repeat, delay and reorder it. */
sealed interface Mail {

  /** To the node: a command for the log. */
  record Ask(int client, Command command) implements Mail {}

  /** To the node: a read that does not go through the log. */
  record Query(int client, int operation, String key) implements Mail {}

  /** To a client: what came of its command. */
  record Told(int client, Command command, Reply reply) implements Mail {}

  /** To a client: what it wanted to read. */
  record QueryTold(int client, int operation, Optional<String> value) implements Mail {}

  /** To whoever holds the session. */
  record Pushed(SessionId session, long number, String payload) implements Mail {}
}
