package io.sojourn.machine;

import io.sojourn.channel.DeadLetters;
import io.sojourn.session.Limits;
import io.sojourn.session.LiveCode;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The deterministic state machine behind every door: applies log entries, one after the other, and
 * answers with replies and effects. The same entries in the same order give the same state, replies
 * and effects on every node and at every replay.
 *
 * <p>Not thread-safe: the thread that applies the log owns it. A {@link RuntimeException} out of
 * {@link #apply} is a programming error: the node must stop rather than diverge.
 */
public final class SessionMachine {

  /*
   * The parts share four structures: SessionTable (who there is), CodeTable (live codes), NamedEntries
   * (the user's state; each service has such entries and numbered ones), and the lazy Deadlines inside the
   * first two.
   * Records, Pairing, Exchanges, BackChannel, InternalCommands, Services and Settings hold the
   * commands on them, UserCode calls the user's machine. Every change of a session entry is announced
   * to the table first (beforeChange), which is what lets a snapshot be taken row by row while entries
   * go on being applied.
   */

  /** The newest version of its behaviour that this program has. */
  public static final int BEHAVIOUR = 1;

  private final SessionTable table;
  private final CodeTable codes = new CodeTable();
  private final NamedEntries state;
  private final BackChannel back;
  private final Exchanges exchanges;
  private final Records records;
  private final Pairing pairing;
  private final InternalCommands internals;
  private final Services services;
  private final Settings settings;
  private final MachineImage image;
  private final Behaviour behaviour;

  private long index;
  private long clusterTime;

  /** Makes an empty machine without services. */
  public SessionMachine(Limits limits, @Nullable UserStateMachine userMachine) {
    this(limits, userMachine, List.of());
  }

  /**
   * Makes an empty machine with services.
   *
   * @param userMachine executes requests, or null to refuse them
   * @param services all that the log may have commands of
   * @throws IllegalArgumentException if two have the same name, or one has none
   */
  public SessionMachine(
      Limits limits, @Nullable UserStateMachine userMachine, List<ServiceMachine> services) {
    this(
        limits,
        userMachine,
        new SessionTable(),
        NamedEntries.ofUser(limits),
        new Services(services, limits),
        BEHAVIOUR);
  }

  /**
   * Lets a test put a broken part in, to prove that breaking it is seen, or be an older program.
   */
  SessionMachine(
      Limits limits,
      @Nullable UserStateMachine userMachine,
      SessionTable table,
      NamedEntries state,
      Services services,
      int newestBehaviour) {
    this.table = table;
    this.state = state;
    this.back = new BackChannel(table, limits);
    UserCode user = new UserCode(state, back, userMachine, limits);
    this.exchanges = new Exchanges(table, back, user, limits);
    this.records = new Records(table, codes, exchanges, user, limits);
    this.pairing = new Pairing(table, codes, records, limits);
    this.internals = new InternalCommands(user, exchanges, limits);
    this.settings = new Settings(limits);
    this.services = services;
    this.image =
        new MachineImage(table, codes, state, services, back, records, internals, settings, limits);
    this.behaviour = new Behaviour(newestBehaviour);
  }

  /**
   * Applies one entry: lets time pass up to the entry's, then executes its commands in order. A
   * {@link Command.GrantLeases} counts from the start of its entry, wherever it stands.
   *
   * @throws IllegalArgumentException if the index is not above that of the entry before
   * @throws IllegalStateException if the entry upgrades to a behaviour that this program does not
   *     have, or has a command of a service that it lacks: the node must stop, and go on with a
   *     program that has it
   */
  public Applied apply(Entry entry) {
    if (entry.index() <= index) {
      throw new IllegalArgumentException("entry " + entry.index() + " after entry " + index);
    }
    index = entry.index();
    clusterTime = Math.max(clusterTime, Math.min(entry.clusterTime(), Limits.MILLIS_MAX));
    Turn turn = new Turn(index, clusterTime);
    Command.GrantLeases grant = entry.lastGrant();
    if (grant != null) {
      // Before time passes: no lease ends over the time in which nobody could be heard.
      records.grantLeases(grant, turn);
    }
    pairing.passTime(turn);
    records.passTime(turn);
    back.passTime(turn);
    List<Reply> replies = new ArrayList<>(entry.commands().size());
    for (Command command : entry.commands()) {
      replies.add(execute(command, turn));
    }
    return new Applied(replies, turn.effects);
  }

  private Reply execute(Command command, Turn turn) {
    return switch (command) {
      case Command.Request c -> exchanges.request(c, turn);
      case Command.Acknowledge c -> exchanges.acknowledge(c, turn);
      case Command.Reject c -> exchanges.reject(c, turn);
      case Command.KeepAlive c -> exchanges.keepAlive(c, turn);
      case Command.Touch c -> records.touch(c.id(), turn);
      case Command.CreateSession c -> records.create(c, turn);
      case Command.ChangeState c -> records.change(c.id(), c.change(), c.expectedVersion(), turn);
      case Command.EndSession c -> records.end(c, turn);
      case Command.EditAttributes c -> records.edit(c, turn);
      case Command.Attach c -> exchanges.attach(c, turn);
      case Command.OpenCode c -> pairing.open(c, turn);
      case Command.CloseCode c -> pairing.close(c.host(), turn);
      case Command.RedeemCode c -> pairing.redeem(c, turn);
      case Command.ResendDue c -> back.resendDue(c.sentBefore(), turn);
      case Command.ClearDeadLetters c -> back.clear(c);
      case Command.Internal c -> internals.execute(c, turn);
      case Command.Service c -> services.execute(c, table, turn);
      case Command.PutSetting c -> settings.put(c, turn);
      case Command.Upgrade c -> behaviour.upgrade(c.behaviour());
      case Command.GrantLeases c -> new Reply.LeasesGranted();
    };
  }

  /** The index of the last entry applied; 0 at first. */
  public long index() {
    return index;
  }

  /** Cluster time as of the last entry, milliseconds since the epoch; 0 at first. */
  public long clusterTime() {
    return clusterTime;
  }

  /** When leases last got their full idle timeout. */
  public long leasesGrantedAt() {
    return records.leasesGrantedAt();
  }

  /**
   * When, in cluster time, something will happen by itself: the leader appends an entry by then, if
   * need be one without commands. {@link Long#MAX_VALUE} when nothing will.
   */
  public long nextDeadline() {
    return Math.min(
        Math.min(records.nextDeadline(), codes.nextDeadline()),
        Math.min(back.nextDeadline(), services.nextDeadline(clusterTime)));
  }

  /** When the push that waits longest was last sent; {@link Long#MAX_VALUE} when none waits. */
  public long earliestPushSentAt() {
    return back.earliestPushSentAt();
  }

  /** How many pushes had no session to go to. */
  public long droppedPushes() {
    return back.droppedPushes();
  }

  /**
   * Asks the user's machine about the state as of the last entry applied. Changes nothing, not even
   * when the session was last seen. To be called on the thread that applies, or under its lock.
   */
  public Reply query(SessionId id, long epoch, byte[] body) {
    return exchanges.query(id, epoch, body, index, clusterTime);
  }

  /**
   * Asks a service about the state as of the last entry applied. Changes nothing. To be called on
   * the thread that applies, or under its lock.
   *
   * @throws IllegalStateException if there is no such service
   */
  public Reply query(String service, byte[] body) {
    return services.query(service, body, table, index, clusterTime);
  }

  /** A session's dead letters; empty if there is no such session. */
  public Optional<DeadLetters> deadLetters(SessionId id) {
    return Optional.ofNullable(table.find(id)).map(entry -> entry.deadLetters);
  }

  /** The node that leads, as the log says; empty while none has said its name. */
  public Optional<Leader> leader() {
    return Optional.ofNullable(records.leader());
  }

  /** Has the settings looked at from now on, by one who may stop the node. */
  public void guardSettings(SettingGuard guard) {
    settings.guard(guard);
  }

  /** A setting of the cluster; its bytes must not be changed. */
  public Optional<byte[]> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  /** The version of its behaviour that counts; 1 at first. */
  public int behaviour() {
    return behaviour.current();
  }

  /** How long the names and values of the user's entries are together. */
  public long stateBytes() {
    return state.bytes();
  }

  /** Shows every session and every live code: how a view is filled after a start. */
  public void forEach(Consumer<Session> sessions, Consumer<LiveCode> liveCodes) {
    table.inOrder().forEach(entry -> sessions.accept(entry.session()));
    codes.inOrder().forEach(liveCodes);
  }

  /**
   * Begins a snapshot of the state as it is now. Its records may be pulled while later entries are
   * applied, on the same thread; beginning another gives this one up.
   */
  public SnapshotCursor snapshot() {
    return image.snapshot(header());
  }

  private SnapshotRecord.Header header() {
    Leader leader = records.leader();
    return new SnapshotRecord.Header(
        index,
        clusterTime,
        records.leasesGrantedAt(),
        back.droppedPushes(),
        leader == null ? "" : leader.node(),
        leader == null ? "" : leader.address(),
        behaviour.current());
  }

  /**
   * Adds one record of a snapshot to a machine that has applied nothing: the header first, then the
   * rows in any order.
   *
   * @throws IllegalArgumentException if no machine can have such a record
   * @throws IllegalStateException if it is of a behaviour or a service that this program lacks
   */
  public void restore(SnapshotRecord row) {
    switch (row) {
      case SnapshotRecord.Header header -> {
        if (index != 0 || header.index() < 0 || header.clusterTime() > Limits.MILLIS_MAX) {
          throw new IllegalArgumentException("a snapshot is restored once, into an empty machine");
        }
        behaviour.restore(header.behaviour());
        index = header.index();
        clusterTime = header.clusterTime();
        records.restoreLeasesGrantedAt(header.leasesGrantedAt());
        records.restoreLeader(header.leaderNode(), header.leaderAddress());
        back.restoreDroppedPushes(header.droppedPushes());
      }
      case SnapshotRecord.Row below -> image.restore(below, clusterTime);
    }
  }

  /** A SHA-256 over the whole state in a fixed order: equal on nodes in the same state. */
  public byte[] digest() {
    return image.digest(header());
  }
}
