package io.sojourn.machine;

import java.util.List;
import java.util.Objects;

/**
 * Whether the user's state machine takes a session that is about to be created.
 *
 * @param <S> the payload of a push
 */
public sealed interface Admission<S> {

  /**
   * The session is created.
   *
   * @param <S> the payload of a push
   * @param pushes to any sessions, the new one included
   */
  record Accepted<S>(List<Push<S>> pushes) implements Admission<S> {
    /** Copies the pushes. */
    public Accepted {
      pushes = List.copyOf(pushes);
    }
  }

  /**
   * The session is not created.
   *
   * @param <S> the payload of a push
   * @param why a sentence for the one who asked; what is over {@link #REASON_LENGTH} is cut
   */
  record Refused<S>(String why) implements Admission<S> {
    /** Refuses to refuse without a reason. */
    public Refused {
      Objects.requireNonNull(why, "why");
      if (why.length() > REASON_LENGTH) {
        boolean cutsPair = Character.isHighSurrogate(why.charAt(REASON_LENGTH - 1));
        why = why.substring(0, cutsPair ? REASON_LENGTH - 1 : REASON_LENGTH);
      }
    }
  }

  /** How long a reason is at most, in UTF-16 units. */
  int REASON_LENGTH = 256;

  /** Takes the session. */
  static <S> Admission<S> accept() {
    return new Accepted<>(List.of());
  }

  /** Takes the session, with pushes. */
  static <S> Admission<S> accept(List<Push<S>> pushes) {
    return new Accepted<>(pushes);
  }

  /** Does not take the session. */
  static <S> Admission<S> refuse(String why) {
    return new Refused<>(why);
  }
}
