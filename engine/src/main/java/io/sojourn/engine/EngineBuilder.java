package io.sojourn.engine;

import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.Limits;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a {@link SessionEngine} is made of; see {@link SessionEngine#on}. For one thread. */
public final class EngineBuilder {

  final ReplicatedLog log;
  Limits limits = Limits.DEFAULT;
  @Nullable UserStateMachine machine;
  Optional<MachineIdentity> identity = Optional.empty();
  final List<ServiceMachine> services = new ArrayList<>();
  EngineOptions options = EngineOptions.DEFAULT;
  InstantSource clock = new SteadyClock();
  long proposer = new SecureRandom().nextLong();
  String node = "";
  String address = "";

  EngineBuilder(ReplicatedLog log) {
    this.log = log;
  }

  /** The bounds of the kernel; the same at every start and on every node. */
  public EngineBuilder limits(Limits bounds) {
    limits = bounds;
    return this;
  }

  /** What executes requests; without one they are refused. */
  public EngineBuilder machine(@Nullable UserStateMachine requests) {
    machine = requests;
    return this;
  }

  /**
   * Which machine that is, for the nodes of a cluster to agree on; one that runs another than its
   * cluster stops. A node alone needs none.
   */
  public EngineBuilder identity(MachineIdentity ofMachine) {
    identity = Optional.of(ofMachine);
    return this;
  }

  /**
   * One more service, beside those given before: all that the log has commands or entries of have
   * to be there. Two of a name are refused with {@link IllegalArgumentException} by {@link #open}.
   */
  public EngineBuilder service(ServiceMachine service) {
    services.add(service);
    return this;
  }

  /** The bounds of what waits. */
  public EngineBuilder options(EngineOptions bounds) {
    options = bounds;
    return this;
  }

  /**
   * Stamps the entries that this node proposes as leader. At first the clock of the system as of
   * now, and what has passed since: a system clock that is set ends no lease.
   */
  public EngineBuilder clock(InstantSource source) {
    clock = source;
    return this;
  }

  /** Names this process in its entries; drawn at random unless it is given. */
  public EngineBuilder proposer(long number) {
    proposer = number;
    return this;
  }

  /**
   * How this node is called, and where its clients reach it: told to them by other nodes while this
   * one leads. A node alone needs neither.
   */
  public EngineBuilder node(String name, String advertisedAddress) {
    node = name;
    address = advertisedAddress;
    return this;
  }

  /**
   * Opens the log and replays it. Returns when commands are taken, or where another node of a
   * cluster leads, when this one follows.
   *
   * @throws LogException if the log cannot be opened; the message says what to do
   * @throws IOException if the disk fails
   */
  public SessionEngine open() throws IOException {
    return SessionEngine.open(this);
  }
}
