package io.sojourn.machine;

import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The live sessions of the kernel, to look at. To be used during the call it was given to. */
public interface SessionDirectory {

  /** The live session of that id. */
  Optional<Session> find(SessionId id);

  /**
   * Live sessions in the order of their ids. Finds its place without looking at those before it,
   * except for the first call ever, which sorts them all.
   *
   * @param id those behind it; null for the first ones
   * @param max how many at most
   */
  List<Session> after(@Nullable SessionId id, int max);
}
