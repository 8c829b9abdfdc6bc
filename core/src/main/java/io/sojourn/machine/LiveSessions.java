package io.sojourn.machine;

import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The live sessions of a table, as services see them. */
record LiveSessions(SessionTable table) implements SessionDirectory {

  @Override
  public Optional<Session> find(SessionId id) {
    return Optional.ofNullable(table.find(id))
        .filter(SessionEntry::isLive)
        .map(SessionEntry::session);
  }

  @Override
  public List<Session> after(@Nullable SessionId id, int max) {
    return table.liveAfter(id, max).stream().map(SessionEntry::session).toList();
  }
}
