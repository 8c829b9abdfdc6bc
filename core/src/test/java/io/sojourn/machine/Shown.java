package io.sojourn.machine;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** What applying gave, as text that shows every byte: arrays compare by identity, texts do not. */
final class Shown {

  private Shown() {}

  static String of(Applied applied) {
    return "replies "
        + applied.replies().stream().map(Shown::of).toList()
        + System.lineSeparator()
        + "effects "
        + applied.effects().stream().map(Shown::of).toList();
  }

  static String digest(SessionMachine machine) {
    return HexFormat.of().formatHex(machine.digest());
  }

  private static String of(Reply reply) {
    return switch (reply) {
      case Reply.Executed executed ->
          "Executed[" + executed.replayed() + " " + Kernel.text(executed.reply()) + "]";
      case Reply.Attached attached ->
          "Attached[" + attached.session() + " " + pushes(attached.outstanding()) + "]";
      default -> reply.toString();
    };
  }

  private static String of(Effect effect) {
    return effect instanceof Effect.Pushed pushed
        ? "Pushed[" + pushes(List.of(pushed)) + "]"
        : effect.toString();
  }

  private static String pushes(List<Effect.Pushed> pushes) {
    return pushes.stream()
        .map(push -> push.to() + " " + push.number() + " " + Kernel.text(push.payload()))
        .collect(Collectors.joining(", "));
  }
}
