package io.sojourn.campaign;

import io.sojourn.check.KeyValueSpec;
import io.sojourn.kv.KvCommand;
import io.sojourn.kv.KvReply;
import io.sojourn.kv.Value;
import java.util.Optional;

/** The key-value machine's answers in the words of the specification that they are judged by. */
final class Answers {

  private Answers() {}

  /**
   * What an answer says.
   *
   * @throws IllegalStateException if it is no answer to that command
   */
  static KeyValueSpec.Result result(KvReply reply, KvCommand to) {
    boolean swaps = to instanceof KvCommand.CompareAndSet;
    return switch (reply) {
      case KvReply.Found found -> new KeyValueSpec.Value(Optional.of(text(found.entry().value())));
      case KvReply.NotFound absent -> new KeyValueSpec.Value(Optional.empty());
      case KvReply.Written written ->
          swaps ? new KeyValueSpec.Swapped(true) : new KeyValueSpec.Done();
      case KvReply.Mismatch other -> new KeyValueSpec.Swapped(false);
      case KvReply.Counted counted -> new KeyValueSpec.Counted(counted.value());
      default -> throw new IllegalStateException(to + " was answered with " + reply);
    };
  }

  /** A value that is a text. */
  static String text(Value value) {
    return value.text().orElseThrow(() -> new IllegalStateException(value + " is no text"));
  }
}
