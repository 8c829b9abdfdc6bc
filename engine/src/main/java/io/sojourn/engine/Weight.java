package io.sojourn.engine;

import io.sojourn.machine.Command;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.NewSession;
import java.util.Map;

/** About how many bytes a command holds: good enough to bound what waits, cheap to reckon. */
final class Weight {

  private static final int BASE = 64;

  private Weight() {}

  static int of(Command command) {
    return switch (command) {
      case Command.Request c -> BASE + c.body().length;
      case Command.CreateSession c -> of(c.session());
      case Command.RedeemCode c -> of(c.viewer());
      case Command.EditAttributes c -> {
        int weight = BASE;
        for (AttributeEdit edit : c.edits()) {
          weight += edit.name().length() + (edit.value() == null ? 0 : edit.value().length());
        }
        yield weight;
      }
      case Command.ChangeState c -> BASE;
      case Command.Touch c -> BASE;
      case Command.OpenCode c -> BASE;
      case Command.CloseCode c -> BASE;
      case Command.Attach c -> BASE;
      case Command.Acknowledge c -> BASE;
      case Command.ResendDue c -> BASE;
      case Command.GrantLeases c -> BASE;
    };
  }

  private static int of(NewSession session) {
    return 2 * BASE
        + session.userId().length()
        + of(session.capabilities())
        + of(session.attributes());
  }

  private static int of(Map<String, String> texts) {
    int weight = 0;
    for (Map.Entry<String, String> text : texts.entrySet()) {
      weight += text.getKey().length() + text.getValue().length();
    }
    return weight;
  }
}
