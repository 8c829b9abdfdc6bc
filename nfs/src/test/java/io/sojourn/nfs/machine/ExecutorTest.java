package io.sojourn.nfs.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.compound.CompoundTurn;
import io.sojourn.nfs.compound.Operation;
import io.sojourn.nfs.compound.OperationKind;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.ReplyBound;
import io.sojourn.nfs.tree.MapState;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operations of a compound one after the other, with made-up operations under real numbers. */
class ExecutorTest {

  private static final SessionKey SESSION = new SessionKey(1, 2);
  private static final int BYTES = 100;

  /** What the state held when an operation ran. */
  private final List<String> ran = new ArrayList<>();

  private final MapState state = new MapState();

  private final Executor executor =
      new Executor(
          new OperationTable(
              List.of(
                  kind(Op.WRITE, true, BYTES, (turn, result) -> put(turn, result, "write")),
                  kind(Op.READ, false, 0, (turn, result) -> result.writeFixed(new byte[BYTES])),
                  kind(
                      Op.SETATTR,
                      true,
                      BYTES,
                      (turn, result) -> {
                        put(turn, result, "setattr");
                        throw new NfsException(Status.PERM);
                      }),
                  kind(
                      Op.REMOVE,
                      true,
                      0,
                      (turn, result) -> {
                        turn.state().put("n/remove", new byte[1]);
                        throw new IllegalStateException("a flaw");
                      }),
                  kind(
                      Op.CREATE_SESSION,
                      true,
                      0,
                      (turn, result) -> {
                        turn.state().put("n/kept", new byte[1]);
                        throw NfsException.keepingWrites(Status.NOSPC);
                      }))));

  private static OperationKind kind(
      int number, boolean changes, int bytesMax, Operation operation) {
    return new OperationKind(number, "made up", changes, bytesMax, from -> operation);
  }

  private void put(CompoundTurn turn, XdrWriter result, String what) {
    ran.add(what);
    turn.state().put("n/" + what, new byte[1]);
    result.writeFixed(new byte[BYTES]);
  }

  private Results run(int bytes, int... operations) {
    XdrWriter encoded = new XdrWriter();
    for (int operation : operations) {
      encoded.writeInt(operation);
    }
    CompoundCall call =
        new CompoundCall(
            Principal.NONE,
            new SlotUse(SESSION, 0, 1, 0, true, new byte[36]),
            CompoundTurn.Connection.NONE,
            new byte[0],
            new ReplyBound(bytes, Status.REP_TOO_BIG_TO_CACHE),
            operations.length,
            encoded.toBytes());
    CompoundTurn turn =
        new CompoundTurn(
            state,
            Fixtures.NO_SESSIONS,
            0,
            new CompoundTurn.Caller(Principal.NONE, 1, SESSION, false),
            call.connection());
    return executor.execute(call, turn);
  }

  private static int count(Results results) throws Exception {
    XdrReader from = new XdrReader(results.toBytes());
    from.skip(4);
    from.skipOpaque(0);
    return from.readInt();
  }

  @Test
  void aFailureEndsTheCompoundAndIsUndone() throws Exception {
    Results results = run(4096, Op.WRITE, Op.SETATTR, Op.WRITE);
    assertThat(results.status()).isEqualTo(Status.PERM);
    assertThat(count(results)).isEqualTo(3);
    assertThat(ran).containsExactly("write", "setattr");
    assertThat(state.withPrefix("n/")).containsOnlyKeys("n/write");
  }

  @Test
  void theResultOfAFailedSetattrHasItsBitmap() {
    byte[] reply = run(4096, Op.SETATTR).toBytes();
    assertThat(reply).hasSize(12 + 44 + 12);
    assertThat(reply).endsWith(0, 0, 0, 34, 0, 0, 0, 1, 0, 0, 0, 0);
  }

  @Test
  void aFlawIsAServerFaultAndLeavesNothing() {
    assertThat(run(4096, Op.WRITE, Op.REMOVE).status()).isEqualTo(Status.SERVERFAULT);
    assertThat(state.withPrefix("n/")).containsOnlyKeys("n/write");
  }

  @Test
  void aRefusalThatIsToBeRememberedKeepsWhatItWrote() {
    Results results = run(4096, Op.CREATE_SESSION);
    assertThat(results.status()).isEqualTo(Status.NOSPC);
    assertThat(state.withPrefix("n/")).containsOnlyKeys("n/kept");
  }

  @Test
  void whatChangesRunsOnlyIfItsLongestResultHasRoom() throws Exception {
    int solo = 12 + 44;
    int enough = solo + 8 + BYTES;
    assertThat(run(enough - 4, Op.WRITE).status()).isEqualTo(Status.REP_TOO_BIG_TO_CACHE);
    assertThat(ran).isEmpty();
    assertThat(run(enough, Op.WRITE).status()).isEqualTo(Status.OK);
    assertThat(ran).containsExactly("write");
  }

  @Test
  void roomIsLeftForTheFailureOfTheNextOne() {
    int one = 12 + 44 + 8 + BYTES;
    assertThat(run(one, Op.READ).status()).isEqualTo(Status.OK);
    Results tight = run(one, Op.READ, Op.READ);
    assertThat(tight.status()).isEqualTo(Status.REP_TOO_BIG_TO_CACHE);
    assertThat(tight.length()).isLessThanOrEqualTo(one);
    Results second = run(one + Results.FAILURE_BYTES, Op.READ, Op.WRITE);
    assertThat(second.status()).isEqualTo(Status.REP_TOO_BIG_TO_CACHE);
    assertThat(second.length()).isLessThanOrEqualTo(one + Results.FAILURE_BYTES);
    assertThat(ran).isEmpty();
  }

  @Test
  void whatIsUnknownOrMissingIsAnsweredAsIllegal() throws Exception {
    assertThat(run(4096, 99).status()).isEqualTo(Status.OP_ILLEGAL);
    CompoundCall missing =
        new CompoundCall(
            Principal.NONE,
            new SlotUse(SESSION, 0, 1, 0, true, new byte[36]),
            CompoundTurn.Connection.NONE,
            new byte[0],
            new ReplyBound(4096, Status.REP_TOO_BIG),
            2,
            new byte[] {0, 0, 0, Op.READ});
    CompoundTurn turn =
        new CompoundTurn(
            state,
            Fixtures.NO_SESSIONS,
            0,
            new CompoundTurn.Caller(Principal.NONE, 1, SESSION, false));
    Results results = executor.execute(missing, turn);
    assertThat(results.status()).isEqualTo(Status.BADXDR);
    assertThat(count(results)).isEqualTo(3);
  }
}
