package io.sojourn.machine;

import io.sojourn.channel.DeadLetter;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** What applying gave, as text that shows every byte: arrays compare by identity, texts do not. */
public final class Shown {

  private Shown() {}

  /** Replies and effects, a line each. */
  public static String of(Applied applied) {
    return "replies "
        + applied.replies().stream().map(Shown::of).toList()
        + System.lineSeparator()
        + "effects "
        + applied.effects().stream().map(Shown::of).toList();
  }

  /** The digest of the whole state. */
  public static String digest(SessionMachine machine) {
    return HexFormat.of().formatHex(machine.digest());
  }

  private static String of(Reply reply) {
    return switch (reply) {
      case Reply.Executed executed ->
          "Executed[" + executed.replayed() + " " + Kernel.text(executed.reply()) + "]";
      case Reply.SettingIs is -> "SettingIs[" + is.name() + " " + Kernel.text(is.value()) + "]";
      // Without the sentence, which may be worded anew.
      case Reply.Refused refused ->
          "Refused[" + refused.why().code() + " " + refused.why().state() + "]";
      case Reply.Attached attached ->
          "Attached[" + attached.session() + " " + pushes(attached.outstanding()) + "]";
      default -> reply.toString();
    };
  }

  private static String of(Effect effect) {
    return switch (effect) {
      case Effect.Pushed pushed -> "Pushed[" + pushes(List.of(pushed)) + "]";
      case Effect.PushDied died -> "PushDied[" + died.to() + " " + of(died.letter()) + "]";
      case Effect.SettingChanged changed ->
          "SettingChanged[" + changed.name() + " " + Kernel.text(changed.value()) + "]";
      default -> effect.toString();
    };
  }

  private static String of(DeadLetter letter) {
    return letter.number()
        + " at "
        + letter.at()
        + " "
        + letter.reason()
        + " "
        + Kernel.text(letter.payload());
  }

  private static String pushes(List<Effect.Pushed> pushes) {
    return pushes.stream()
        .map(
            push ->
                push.to()
                    + " "
                    + push.number()
                    + " after "
                    + push.previous()
                    + (push.again() ? " again " : " ")
                    + Kernel.text(push.payload()))
        .collect(Collectors.joining(", "));
  }
}
