package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.machine.Query;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.UserStateMachine;
import io.sojourn.session.Bounds;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import io.sojourn.session.Refusal.Code;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, before it is queued, a command that the machine would refuse in any state: what is over
 * a bound does not wait in memory, and what cannot be written as it is, or not be read by the
 * user's machine, never reaches the log.
 */
final class Screening {

  private final Limits limits;
  private final @Nullable UserStateMachine machine;

  /** Why what names a session is refused where there is none. */
  static final Refusal UNKNOWN = Refusal.of(Code.SESSION_UNKNOWN, "There is no such session.");

  private final Set<String> services;

  Screening(Limits limits, @Nullable UserStateMachine machine, List<ServiceMachine> services) {
    this.limits = limits;
    this.machine = machine;
    this.services =
        services.stream().map(ServiceMachine::name).collect(Collectors.toUnmodifiableSet());
  }

  /** Why the command is refused whatever the state, or null. */
  @Nullable Refusal refuse(Command command) {
    return switch (command) {
      case Command.CreateSession c -> Bounds.check(c.session(), limits);
      case Command.RedeemCode c -> Bounds.check(c.viewer(), limits);
      case Command.EditAttributes c -> Bounds.checkEdits(c.edits(), limits);
      case Command.OpenCode c -> Bounds.checkCode(c.lifeMillis(), c.uses(), limits);
      case Command.Request c ->
          c.sequence() < 1 || c.lowestAwaited() < 0
              ? Refusal.of(Code.INVALID, "A request's numbers count from 1 and have 63 bits.")
              : refuseBody(c.body());
      case Command.Internal c -> refuseBody(c.body());
      case Command.Service c -> refuse(c.service(), c.body());
      case Command.Acknowledge c -> c.number() < 0 ? badPush() : null;
      case Command.Reject c -> c.number() < 1 ? badPush() : Bounds.checkReason(c.reason());
      case Command.KeepAlive c ->
          c.lowestAwaited() < 0
              ? Refusal.of(Code.INVALID, "A request's number has 63 bits.")
              : null;
      case Command.PutSetting c -> Bounds.checkSetting(c.name(), c.value(), limits);
      case Command.ChangeState c -> null;
      case Command.Touch c -> null;
      case Command.EndSession c -> null;
      case Command.CloseCode c -> null;
      case Command.Attach c -> null;
      case Command.ResendDue c -> null;
      case Command.GrantLeases c -> null;
      case Command.ClearDeadLetters c -> null;
      case Command.Upgrade c -> null;
    };
  }

  /** Why the query is refused whatever the state, or null. */
  @Nullable Refusal refuse(Query query) {
    return refuseBody(query.body());
  }

  /**
   * Why a command or a query of a service is refused whatever the state, or null. A service that is
   * not here is refused here only: in the log it would stop every node.
   */
  @Nullable Refusal refuse(String service, byte[] body) {
    if (!services.contains(service)) {
      return Refusal.of(Code.NO_STATE_MACHINE, "There is no service '" + service + "' here.");
    }
    return body.length > limits.serviceBodyBytes()
        ? Refusal.of(
            Code.LIMIT_EXCEEDED,
            "A command of a service has at most " + limits.serviceBodyBytes() + " bytes.")
        : null;
  }

  private static Refusal badPush() {
    return Refusal.of(Code.INVALID, "A push's number counts from 1.");
  }

  private @Nullable Refusal refuseBody(byte[] body) {
    if (machine == null) {
      return Refusal.of(Code.NO_STATE_MACHINE, "No state machine executes requests here.");
    }
    if (body.length > limits.requestBytes()) {
      return Refusal.of(
          Code.LIMIT_EXCEEDED, "A request has at most " + limits.requestBytes() + " bytes.");
    }
    try {
      machine.check(body);
      return null;
    } catch (RuntimeException unreadable) {
      // Its message is of the user's code, and may hold what must not be shown.
      return Refusal.of(
          Code.COMMAND_UNREADABLE, "The state machine cannot read the command: not executed.");
    }
  }
}
