package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.session.Bounds;
import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Refuses, before it is queued, a command that the machine would refuse in any state: what is over
 * a bound does not wait in memory, and what cannot be written as it is never reaches the log.
 */
final class Screening {

  private Screening() {}

  /** Why the command is refused whatever the state, or null. */
  static @Nullable Refusal refuse(Command command, Limits limits) {
    return switch (command) {
      case Command.CreateSession c -> Bounds.check(c.session(), limits);
      case Command.RedeemCode c -> Bounds.check(c.viewer(), limits);
      case Command.EditAttributes c -> Bounds.checkEdits(c.edits(), limits);
      case Command.OpenCode c -> Bounds.checkCode(c.lifeMillis(), c.uses(), limits);
      case Command.Request c -> checkBody(c.body(), limits);
      case Command.Internal c -> checkBody(c.body(), limits);
      case Command.Reject c -> Bounds.checkReason(c.reason());
      case Command.PutSetting c -> Bounds.checkSetting(c.name(), c.value(), limits);
      case Command.ChangeState c -> null;
      case Command.Touch c -> null;
      case Command.CloseCode c -> null;
      case Command.Attach c -> null;
      case Command.Acknowledge c -> null;
      case Command.ResendDue c -> null;
      case Command.GrantLeases c -> null;
      case Command.KeepAlive c -> null;
      case Command.ClearDeadLetters c -> null;
      case Command.Upgrade c -> null;
    };
  }

  private static @Nullable Refusal checkBody(byte[] body, Limits limits) {
    return body.length > limits.requestBytes()
        ? Refusal.of(
            Refusal.Code.LIMIT_EXCEEDED,
            "A request has at most " + limits.requestBytes() + " bytes.")
        : null;
  }
}
