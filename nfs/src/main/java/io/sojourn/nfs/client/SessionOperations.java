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

/** The operations of a compound that are about clients, sessions and their state. */
abstract class SessionOperations {

  /** Begins an operation, whose arguments are to be written. */
  abstract XdrWriter begin(int operation);

  /** The compound. */
  abstract Compound compound();

  /** BACKCHANNEL_CTL (RFC 8881, 18.33). */
  public Compound backchannelControl(BackchannelControlArguments arguments) {
    arguments.write(begin(Op.BACKCHANNEL_CTL));
    return compound();
  }

  /** BIND_CONN_TO_SESSION (RFC 8881, 18.34). */
  public Compound bindConnection(BindConnectionArguments arguments) {
    arguments.write(begin(Op.BIND_CONN_TO_SESSION));
    return compound();
  }

  /** EXCHANGE_ID (RFC 8881, 18.35). */
  public Compound exchangeId(ExchangeIdArguments arguments) {
    arguments.write(begin(Op.EXCHANGE_ID));
    return compound();
  }

  /** CREATE_SESSION (RFC 8881, 18.36). */
  public Compound createSession(CreateSessionArguments arguments) {
    arguments.write(begin(Op.CREATE_SESSION));
    return compound();
  }

  /** DESTROY_SESSION (RFC 8881, 18.37). */
  public Compound destroySession(SessionKey session) {
    session.write(begin(Op.DESTROY_SESSION));
    return compound();
  }

  /** FREE_STATEID (RFC 8881, 18.38). */
  public Compound freeStateId(StateId state) {
    state.write(begin(Op.FREE_STATEID));
    return compound();
  }

  /** SEQUENCE (RFC 8881, 18.46). */
  public Compound sequence(SequenceArguments arguments) {
    arguments.write(begin(Op.SEQUENCE));
    return compound();
  }

  /** SET_SSV (RFC 8881, 18.47). */
  public Compound setSsv(byte[] ssv, byte[] digest) {
    XdrWriter to = begin(Op.SET_SSV);
    to.writeOpaque(ssv);
    to.writeOpaque(digest);
    return compound();
  }

  /** TEST_STATEID (RFC 8881, 18.48). */
  public Compound testStateIds(StateId... states) {
    XdrWriter to = begin(Op.TEST_STATEID);
    to.writeInt(states.length);
    for (StateId state : states) {
      state.write(to);
    }
    return compound();
  }

  /** DESTROY_CLIENTID (RFC 8881, 18.50). */
  public Compound destroyClientId(long clientId) {
    begin(Op.DESTROY_CLIENTID).writeLong(clientId);
    return compound();
  }

  /** RECLAIM_COMPLETE (RFC 8881, 18.51). */
  public Compound reclaimComplete(boolean oneFileSystem) {
    begin(Op.RECLAIM_COMPLETE).writeBoolean(oneFileSystem);
    return compound();
  }

  /** DELEGPURGE (RFC 8881, 18.5). */
  public Compound purgeDelegations(long clientId) {
    begin(Op.DELEGPURGE).writeLong(clientId);
    return compound();
  }

  /** DELEGRETURN (RFC 8881, 18.6). */
  public Compound returnDelegation(StateId delegation) {
    delegation.write(begin(Op.DELEGRETURN));
    return compound();
  }

  /** OPEN (RFC 8881, 18.16). */
  public Compound open(OpenRequest request) {
    request.write(begin(Op.OPEN));
    return compound();
  }

  /** OPEN_DOWNGRADE (RFC 8881, 18.18). */
  public Compound downgrade(StateId open, int access, int deny) {
    XdrWriter to = begin(Op.OPEN_DOWNGRADE);
    open.write(to);
    to.writeInt(0); // seqid, of NFSv4.0
    to.writeInt(access);
    to.writeInt(deny);
    return compound();
  }

  /** CLOSE (RFC 8881, 18.2). */
  public Compound close(StateId open) {
    XdrWriter to = begin(Op.CLOSE);
    to.writeInt(0); // seqid, of NFSv4.0
    open.write(to);
    return compound();
  }
}
