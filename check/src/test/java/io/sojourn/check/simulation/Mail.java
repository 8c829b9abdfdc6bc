package io.sojourn.check.simulation;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.session.SessionId;

/** What clients and nodes say to one another, after the session protocol. */
sealed interface Mail {

  /** To a node: a command for the log, and when it was sent. */
  record Ask(int client, Command command, long sentAt) implements Mail {}

  /** To a node: a read that does not go through the log. */
  record Query(int client, int read, SessionId session, long epoch, String key) implements Mail {}

  /** To a client: what came of its command, and when that was sent. */
  record Told(Command command, long sentAt, Reply reply) implements Mail {}

  /** To a client: its command was not taken; whom to ask instead, or -1. */
  record NotLeader(int leader) implements Mail {}

  /** To a client: its command may or may not be executed. */
  record Uncertain(Command command) implements Mail {}

  /** To a client: the answer to its read. */
  record QueryTold(int read, Reply reply) implements Mail {}

  /** To a client: a push to its session. */
  record Pushed(SessionId session, long number, long previous, String payload) implements Mail {}

  /** To a client: its session is over. */
  record Ended(SessionId session) implements Mail {}
}
