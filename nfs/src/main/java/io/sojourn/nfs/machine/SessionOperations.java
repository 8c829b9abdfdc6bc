package io.sojourn.nfs.machine;

import io.sojourn.nfs.compound.CompoundTurn;
import io.sojourn.nfs.compound.Operation;
import io.sojourn.nfs.compound.OperationKind;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.BackchannelControlArguments;
import io.sojourn.nfs.session.BindConnectionArguments;
import io.sojourn.nfs.session.CreateSessionArguments;
import io.sojourn.nfs.session.CreateSessionOutcome;
import io.sojourn.nfs.session.ExchangeIdArguments;
import io.sojourn.nfs.session.ExchangeIdResult;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;

/** The operations on clients and sessions, as operations of a compound (RFC 8881, section 18). */
final class SessionOperations {

  private static final int EXCHANGE_ID_RESULT_BYTES = 128;
  private static final int CREATE_SESSION_RESULT_BYTES = 128;
  private static final int SSV_BYTES_MAX = 1024;

  /** Makes the registry of one turn. */
  @FunctionalInterface
  interface Registries {
    Clients of(CompoundTurn turn);
  }

  private final Registries registries;

  SessionOperations(Registries registries) {
    this.registries = registries;
  }

  /** DESTROY_SESSION: one that destroys its own session has to be the last (18.37). */
  final class DestroySession implements Operation {

    private final SessionKey session;

    DestroySession(SessionKey session) {
      this.session = session;
    }

    SessionKey session() {
      return session;
    }

    @Override
    public void run(CompoundTurn turn, XdrWriter result) throws NfsException {
      boolean bound =
          session.equals(turn.caller().session()) || turn.connection().bound().contains(session);
      registries.of(turn).registry().destroySession(session, bound);
    }
  }

  List<OperationKind> kinds() {
    return List.of(
        changing(Op.EXCHANGE_ID, "EXCHANGE_ID", EXCHANGE_ID_RESULT_BYTES, this::exchangeId),
        changing(
            Op.CREATE_SESSION, "CREATE_SESSION", CREATE_SESSION_RESULT_BYTES, this::createSession),
        changing(
            Op.DESTROY_SESSION,
            "DESTROY_SESSION",
            0,
            from -> new DestroySession(SessionKey.read(from))),
        changing(Op.DESTROY_CLIENTID, "DESTROY_CLIENTID", 0, this::destroyClient),
        changing(Op.RECLAIM_COMPLETE, "RECLAIM_COMPLETE", 0, this::reclaimComplete),
        changing(Op.BACKCHANNEL_CTL, "BACKCHANNEL_CTL", 0, this::controlBackchannel),
        new OperationKind(Op.SET_SSV, "SET_SSV", false, 0, SessionOperations::setSsv),
        // These two are the door's; here they stand in a wrong place.
        new OperationKind(Op.SEQUENCE, "SEQUENCE", false, 0, SessionOperations::sequence),
        new OperationKind(
            Op.BIND_CONN_TO_SESSION,
            "BIND_CONN_TO_SESSION",
            false,
            0,
            SessionOperations::bindConnection));
  }

  private static OperationKind changing(
      int number, String name, int resultBytesMax, OperationKind.Reader reader) {
    return new OperationKind(number, name, true, resultBytesMax, reader);
  }

  private Operation exchangeId(XdrReader from) throws XdrException {
    ExchangeIdArguments arguments = ExchangeIdArguments.read(from);
    return (turn, result) -> {
      Clients clients = registries.of(turn);
      ExchangeIdResult granted =
          clients
              .registry()
              .exchangeId(arguments, turn.caller().principal(), turn.now(), clients::isLeaseOver);
      granted.write(result);
    };
  }

  private Operation createSession(XdrReader from) throws XdrException {
    CreateSessionArguments arguments = CreateSessionArguments.read(from);
    return (turn, result) -> {
      CreateSessionOutcome outcome =
          registries
              .of(turn)
              .registry()
              .createSession(
                  arguments,
                  turn.caller().principal(),
                  turn.connection().full(),
                  turn.connection().newSession(),
                  turn.now());
      switch (outcome) {
        case CreateSessionOutcome.Created created -> created.result().write(result);
        case CreateSessionOutcome.Refused refused ->
            throw NfsException.keepingWrites(refused.status());
      }
    };
  }

  private Operation destroyClient(XdrReader from) throws XdrException {
    long clientId = from.readLong();
    return (turn, result) ->
        registries.of(turn).registry().destroyClient(clientId, turn.caller().principal());
  }

  private Operation reclaimComplete(XdrReader from) throws XdrException {
    boolean oneFileSystem = from.readBoolean();
    return (turn, result) ->
        registries
            .of(turn)
            .reclaimComplete(
                turn.caller().clientId(), oneFileSystem, turn.currentFileHandle() != null);
  }

  private Operation controlBackchannel(XdrReader from) throws XdrException {
    BackchannelControlArguments arguments = BackchannelControlArguments.read(from);
    return (turn, result) -> {
      SessionKey session = turn.caller().session();
      if (session == null) {
        throw new NfsException(Status.OP_NOT_IN_SESSION);
      }
      registries.of(turn).registry().controlBackchannel(session, arguments);
    };
  }

  private static Operation setSsv(XdrReader from) throws XdrException {
    from.skipOpaque(SSV_BYTES_MAX);
    from.skipOpaque(SSV_BYTES_MAX);
    return fails(Status.NOTSUPP);
  }

  private static Operation sequence(XdrReader from) throws XdrException {
    SequenceArguments.read(from);
    return fails(Status.SEQUENCE_POS);
  }

  private static Operation bindConnection(XdrReader from) throws XdrException {
    BindConnectionArguments.read(from);
    return fails(Status.NOT_ONLY_OP);
  }

  private static Operation fails(Status status) {
    return (turn, result) -> {
      throw new NfsException(status);
    };
  }
}
