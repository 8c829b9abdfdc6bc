package io.sojourn.nfs.client;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.session.BackchannelControlArguments;
import io.sojourn.nfs.session.BindConnectionArguments;
import io.sojourn.nfs.session.CreateSessionArguments;
import io.sojourn.nfs.session.ExchangeIdArguments;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.function.Consumer;

/** The operations of a compound that are about clients, sessions and their state. */
abstract class SessionOperations {

  /** Begins an operation, whose arguments are to be written. */
  abstract XdrWriter begin(int operation);

  /** The compound. */
  abstract Compound compound();

  private Compound with(int operation, Consumer<XdrWriter> arguments) {
    arguments.accept(begin(operation));
    return compound();
  }

  /** BACKCHANNEL_CTL (RFC 8881, 18.33). */
  public Compound backchannelControl(BackchannelControlArguments arguments) {
    return with(Op.BACKCHANNEL_CTL, arguments::write);
  }

  /** BIND_CONN_TO_SESSION (RFC 8881, 18.34). */
  public Compound bindConnection(BindConnectionArguments arguments) {
    return with(Op.BIND_CONN_TO_SESSION, arguments::write);
  }

  /** EXCHANGE_ID (RFC 8881, 18.35). */
  public Compound exchangeId(ExchangeIdArguments arguments) {
    return with(Op.EXCHANGE_ID, arguments::write);
  }

  /** CREATE_SESSION (RFC 8881, 18.36). */
  public Compound createSession(CreateSessionArguments arguments) {
    return with(Op.CREATE_SESSION, arguments::write);
  }

  /** DESTROY_SESSION (RFC 8881, 18.37). */
  public Compound destroySession(SessionKey session) {
    return with(Op.DESTROY_SESSION, session::write);
  }

  /** FREE_STATEID (RFC 8881, 18.38). */
  public Compound freeStateId(StateId state) {
    return with(Op.FREE_STATEID, state::write);
  }

  /** SEQUENCE (RFC 8881, 18.46). */
  public Compound sequence(SequenceArguments arguments) {
    return with(Op.SEQUENCE, arguments::write);
  }

  /** SET_SSV (RFC 8881, 18.47). */
  public Compound setSsv(byte[] ssv, byte[] digest) {
    return with(
        Op.SET_SSV,
        to -> {
          to.writeOpaque(ssv);
          to.writeOpaque(digest);
        });
  }

  /** TEST_STATEID (RFC 8881, 18.48). */
  public Compound testStateIds(StateId... states) {
    return with(
        Op.TEST_STATEID,
        to -> {
          to.writeInt(states.length);
          for (StateId state : states) {
            state.write(to);
          }
        });
  }

  /** DESTROY_CLIENTID (RFC 8881, 18.50). */
  public Compound destroyClientId(long clientId) {
    return with(Op.DESTROY_CLIENTID, to -> to.writeLong(clientId));
  }

  /** RECLAIM_COMPLETE (RFC 8881, 18.51). */
  public Compound reclaimComplete(boolean oneFileSystem) {
    return with(Op.RECLAIM_COMPLETE, to -> to.writeBoolean(oneFileSystem));
  }

  /** DELEGPURGE (RFC 8881, 18.5). */
  public Compound purgeDelegations(long clientId) {
    return with(Op.DELEGPURGE, to -> to.writeLong(clientId));
  }

  /** DELEGRETURN (RFC 8881, 18.6). */
  public Compound returnDelegation(StateId delegation) {
    return with(Op.DELEGRETURN, delegation::write);
  }

  /** OPEN (RFC 8881, 18.16). */
  public Compound open(OpenRequest request) {
    return with(Op.OPEN, request::write);
  }

  /** OPEN_DOWNGRADE (RFC 8881, 18.18). */
  public Compound downgrade(StateId open, int access, int deny) {
    return with(
        Op.OPEN_DOWNGRADE,
        to -> {
          open.write(to);
          to.writeInt(0); // seqid, of NFSv4.0
          to.writeInt(access);
          to.writeInt(deny);
        });
  }

  /** CLOSE (RFC 8881, 18.2). */
  public Compound close(StateId open) {
    return with(
        Op.CLOSE,
        to -> {
          to.writeInt(0); // seqid, of NFSv4.0
          open.write(to);
        });
  }
}
