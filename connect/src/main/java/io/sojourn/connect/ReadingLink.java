package io.sojourn.connect;

import io.sojourn.machine.Query;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.ClientMessage;
import java.util.Optional;

/**
 * A connection that only asks for a session that another connection may hold: its queries are
 * answered by this node, whether it leads or not. What writes ends it, and is told where the leader
 * is.
 */
final class ReadingLink implements Dialogue {

  private final Connect door;
  private final Connection connection;
  private final SessionId id;
  private final KernelCalls calls;

  ReadingLink(Connect door, Connection connection, SessionId id) {
    this.door = door;
    this.connection = connection;
    this.id = id;
    this.calls = new KernelCalls(door, connection, this::refused);
  }

  @Override
  public void take(ClientMessage message) {
    switch (message) {
      case ClientMessage.Query m -> calls.query(id, Query.NOT_HELD, m);
      case ClientMessage.Request m -> writes();
      case ClientMessage.Ack m -> writes();
      case ClientMessage.Reject m -> writes();
      case ClientMessage.KeepAlive m -> writes();
      case ClientMessage.Close m -> writes();
      case ClientMessage.CreateSession m -> connection.refuse(Fault.SECOND_SESSION);
      case ClientMessage.ContinueSession m -> connection.refuse(Fault.SECOND_SESSION);
      case ClientMessage.ReadSession m -> connection.refuse(Fault.SECOND_SESSION);
    }
  }

  private void writes() {
    connection.end(
        Ending.closed(
            Codes.of(Refusal.Code.NOT_LEADER),
            "This connection only reads: continue the session at the leader.",
            door.leader(),
            CloseStatus.TRY_AGAIN));
  }

  private void refused(Refusal why, KernelCalls.Answer answer) {
    // Nobody leads whom the barrier could ask: the same as any other delay to one who only reads.
    Refusal.Code code =
        why.code() == Refusal.Code.NOT_LEADER ? Refusal.Code.UNAVAILABLE : why.code();
    calls.error(answer.sequence(), answer.correlationId(), Codes.of(code), why.message());
    if (code == Refusal.Code.SESSION_DEAD || code == Refusal.Code.SESSION_UNKNOWN) {
      connection.end(overNow().orElseGet(() -> Ending.closed(why, CloseStatus.SESSION_OVER)));
    }
  }

  @Override
  public boolean hasRoom() {
    return calls.hasRoom();
  }

  @Override
  public boolean isIdle() {
    return calls.isIdle();
  }

  @Override
  public Optional<Ending> overNow() {
    Optional<Session> session = door.ground().sessions().find(id);
    if (session.isEmpty()) {
      return Optional.of(
          Ending.closed(
              Codes.of(Refusal.Code.SESSION_UNKNOWN),
              "There is no such session any more.",
              CloseStatus.SESSION_OVER));
    }
    return session
        .filter(found -> !found.state().isLive())
        .map(dead -> Ending.over(dead, CloseStatus.SESSION_OVER));
  }

  @Override
  public void leave() {
    // Nobody but its connection knows it.
  }
}
