package io.sojourn.nfs.machine;

import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.compound.CompoundTurn;
import io.sojourn.nfs.compound.Notice;
import io.sojourn.nfs.compound.OperationKind;
import io.sojourn.nfs.session.SessionLimits;
import io.sojourn.nfs.tree.ClientFiles;
import io.sojourn.nfs.tree.FileOperations;
import io.sojourn.nfs.tree.TreeSettings;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the clients, sessions, slots and files of NFSv4.1 in the log: executes {@link NfsCommand}s
 * and answers {@link NfsQuery}s, both in the bytes that they write themselves as.
 *
 * <p>Every node has to have the same limits: they decide what is refused.
 */
public final class NfsMachine implements ServiceMachine {

  /** Its name in the log. */
  public static final String NAME = "nfs";

  private final SessionLimits limits;
  private final OperationTable table;
  private final Compounds compounds;

  /**
   * Makes the machine.
   *
   * @param limits what sessions are granted; whether they are persistent is for {@link
   *     NfsCommand.Boot} to say
   * @param tree bounds of the files
   */
  public NfsMachine(SessionLimits limits, TreeSettings tree) {
    this(
        limits,
        FileOperations.kinds(
            tree, new ClientReclaims(), (turn, clientId) -> endOverdue(limits, turn, clientId)));
  }

  /** Makes one with other operations. */
  NfsMachine(SessionLimits limits, List<OperationKind> operations) {
    this.limits = limits;
    List<OperationKind> all = new ArrayList<>(operations);
    all.addAll(new SessionOperations(this::clients).kinds());
    this.table = new OperationTable(all);
    this.compounds = new Compounds(table);
  }

  private Clients clients(CompoundTurn turn) {
    return new Clients(turn.state(), limits, turn.notices());
  }

  private static boolean endOverdue(SessionLimits limits, CompoundTurn turn, long clientId) {
    Clients clients = new Clients(turn.state(), limits, turn.notices());
    if (!clients.isLeaseOver(clientId)) {
      return false;
    }
    turn.requireLog();
    return clients.registry().endClient(clientId);
  }

  /** The operations that it knows. */
  public OperationTable operations() {
    return table;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte[] apply(ServiceState state, byte[] command, Context context) {
    try {
      return execute(NfsCommand.read(command), state, context).toBytes();
    } catch (XdrException e) {
      throw new IllegalArgumentException("not a command of NFS: " + e.getMessage(), e);
    }
  }

  private NfsReply execute(NfsCommand command, ServiceState state, Context context) {
    long now = context.clusterTime();
    if (command instanceof NfsCommand.Boot boot) {
      new Boot(state).run(boot, now);
      return new NfsReply.Done(true, List.of());
    }
    if (command instanceof NfsCommand.Compound compound) {
      return compounds.execute(compound.call(), state, context);
    }
    List<Notice> notices = new ArrayList<>();
    Clients clients = new Clients(state, limits, notices);
    boolean found =
        switch (command) {
          case NfsCommand.ExpireClient expire -> clients.registry().endClient(expire.clientId());
          case NfsCommand.LeaseIs lease -> clients.setLeaseOver(lease.clientId(), lease.over());
          case NfsCommand.EndClient end -> clients.registry().endClient(end.clientId());
          case NfsCommand.EndSession end -> clients.registry().endSession(end.session());
          case NfsCommand.Revoke revoke -> {
            clients.files().revoke(revoke.stateId(), now);
            yield clients.files().hasRevoked(revoke.clientId());
          }
          case NfsCommand.Tidy tidy -> new Tidying(state, clients).run(now);
          case NfsCommand.Boot boot -> throw new IllegalStateException("a start is dealt with");
          case NfsCommand.Compound compound ->
              throw new IllegalStateException("a compound is dealt with");
        };
    return new NfsReply.Done(found, notices);
  }

  @Override
  public byte[] query(ServiceState readOnly, byte[] query, Context context) {
    try {
      return switch (NfsQuery.read(query)) {
        case NfsQuery.Compound compound ->
            compounds.query(compound.call(), readOnly, context).toBytes();
        case NfsQuery.Session session -> session(session, readOnly);
        case NfsQuery.Clients page -> page(page, readOnly);
        case NfsQuery.Sessions page -> page(page, readOnly);
        case NfsQuery.Untidy untidy -> untidy(readOnly, context);
      };
    } catch (XdrException e) {
      throw new IllegalArgumentException("not a query of NFS: " + e.getMessage(), e);
    }
  }

  @Override
  public long nextDeadline(ServiceState readOnly, long now) {
    return Tidying.nextDeadline(readOnly, now);
  }

  private static byte[] session(NfsQuery.Session asked, ServiceState state) {
    StateSessionStore store = new StateSessionStore(state);
    return SessionImage.write(
        Optional.ofNullable(store.session(asked.session()))
            .map(
                session ->
                    new SessionImage(session, new SlotRecords(state, asked.session()).all())));
  }

  private static byte[] page(NfsQuery.Clients asked, ServiceState state) {
    StateSessionStore store = new StateSessionStore(state);
    ClientFiles files = new ClientFiles(state);
    return ClientImage.write(
        store.clientsAfter(asked.after(), asked.max()).stream()
            .map(
                client ->
                    new ClientImage(
                        client,
                        store.sessionsOf(client.id()),
                        files.holds(client.id()),
                        files.hasRevoked(client.id())))
            .toList());
  }

  private static byte[] page(NfsQuery.Sessions asked, ServiceState state) {
    StateSessionStore store = new StateSessionStore(state);
    return SessionOutline.write(
        store.sessionsAfter(asked.after(), asked.enough()).stream()
            .map(session -> new SlotRecords(state, session.id()).outline(session))
            .toList());
  }

  private byte[] untidy(ServiceState state, Context context) {
    Clients clients = new Clients(state, limits, new ArrayList<>());
    XdrWriter to = new XdrWriter(4);
    to.writeBoolean(new Tidying(state, clients).isNeeded(context.clusterTime()));
    return to.toBytes();
  }
}
