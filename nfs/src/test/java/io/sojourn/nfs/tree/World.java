package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.machine.TableKey;
import io.sojourn.nfs.compound.CompoundTurn;
import io.sojourn.nfs.compound.Operation;
import io.sojourn.nfs.compound.OperationKind;
import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file tree and the clients that use it. Each operation runs as the machine runs it, and what
 * every operation promises is looked at on the way: one that changes nothing writes nothing, one
 * that changes something answers no more than it said.
 */
final class World {

  final MapState state = new MapState();
  final MapSessions sessions = new MapSessions();
  final Map<Integer, OperationKind> kinds = new HashMap<>();
  long now = 1_000_000;
  int room = Integer.MAX_VALUE;

  World() {
    this(TreeSettings.DEFAULT, Reclaims.NONE);
  }

  World(TreeSettings settings, Reclaims reclaims) {
    this(settings, reclaims, Overdue.NONE);
  }

  World(TreeSettings settings, Reclaims reclaims, Overdue overdue) {
    for (OperationKind kind : FileOperations.kinds(settings, reclaims, overdue)) {
      assertThat(kinds.put(kind.number(), kind)).isNull();
    }
  }

  /** Looks that no open and no delegation is left, and nothing of one. */
  void nobodyHoldsAnything() {
    assertThat(state.withPrefix("p/")).isEmpty();
    for (TableKey table :
        List.of(
            Tables.HELD,
            Tables.HOLDERS,
            Tables.delegations(0),
            Tables.heldBy(0),
            Tables.revokedFrom(0))) {
      assertThat(state.countAll(table)).isZero();
    }
  }

  /** A client of that id, whose user is root. */
  Caller root(long clientId) {
    return user(clientId, 0);
  }

  /** A client of that id, with a user whose group has the same number. */
  Caller user(long clientId, long uid) {
    return new Caller(clientId, new Principal(Principal.AUTH_SYS, uid, uid, List.of()), true);
  }

  /** Who asks for compounds. */
  final class Caller {

    private final CompoundTurn.Caller caller;

    Caller(long clientId, Principal principal, boolean backChannelUp) {
      caller = new CompoundTurn.Caller(principal, clientId, null, backChannelUp);
    }

    /** The same without a way to call back. */
    Caller withoutBackChannel() {
      return new Caller(caller.clientId(), caller.principal(), false);
    }

    Answer ask(Request... requests) {
      CompoundTurn turn = new CompoundTurn(state, sessions, now, caller);
      List<Answer.Result> results = new ArrayList<>();
      for (Request request : requests) {
        Answer.Result result = run(turn, request);
        results.add(result);
        if (result.status() != Status.OK) {
          break;
        }
      }
      return new Answer(results, turn.notices());
    }

    /** Asks for what must succeed. */
    Answer done(Request... requests) {
      Answer answer = ask(requests);
      assertThat(answer.status()).as("operation %d", answer.results().size()).isEqualTo(Status.OK);
      assertThat(answer.results()).hasSize(requests.length);
      return answer;
    }

    /** Asks for what must fail at its last operation. */
    void refused(Status status, Request... requests) {
      Answer answer = ask(requests);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.results()).hasSize(requests.length);
    }

    /** The handle of a file, by its path from the root. */
    byte[] handle(String... path) throws XdrException {
      List<Request> requests = new ArrayList<>(List.of(Request.putRoot()));
      for (String name : path) {
        requests.add(Request.lookup(name));
      }
      requests.add(Request.getHandle());
      return done(requests.toArray(Request[]::new)).handle();
    }
  }

  private Answer.Result run(CompoundTurn turn, Request request) {
    OperationKind kind = kind(request.number());
    Operation operation;
    try {
      XdrReader from = new XdrReader(request.arguments());
      operation = kind.reader().read(from);
      from.requireEnd();
    } catch (XdrException e) {
      return new Answer.Result(request.number(), Status.BADXDR, new byte[0]);
    }
    int savepoint = state.savepoint();
    XdrWriter result = new XdrWriter();
    state.setReadOnly(!kind.changes());
    turn.setRoom(room);
    try {
      operation.run(turn, result);
    } catch (NfsException e) {
      state.rollBackTo(savepoint);
      return new Answer.Result(request.number(), e.status(), new byte[0]);
    } finally {
      state.setReadOnly(false);
    }
    if (kind.changes()) {
      assertThat(result.length()).isLessThanOrEqualTo(kind.resultBytesMax());
    }
    return new Answer.Result(request.number(), Status.OK, result.toBytes());
  }

  /** What is known of an operation. */
  OperationKind kind(int number) {
    OperationKind kind = kinds.get(number);
    if (kind == null) {
      throw new AssertionError("no operation has the number " + number);
    }
    return kind;
  }
}
