package io.sojourn.cluster;

import io.sojourn.engine.LogException;
import io.sojourn.engine.Role;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.jspecify.annotations.Nullable;

/**
 * Tells the role when it has changed. What Ratis calls back says only that something happened, and
 * the calls of two threads may overtake each other; so each call looks at how things are, one after
 * the other.
 */
final class RoleWatch {

  private final String self;
  private final Consumer<Role> listener;
  private volatile @Nullable Role last;

  RoleWatch(String self, Consumer<Role> listener) {
    this.self = self;
    this.listener = listener;
  }

  boolean leads() {
    return last instanceof Role.Leader;
  }

  /** The name of another node that leads, if one is known. */
  Optional<String> leader() {
    return last instanceof Role.Follower follower ? follower.leader() : Optional.empty();
  }

  /** Looks at the role and tells it if it is another than before. */
  synchronized void look(DivisionInfo division) {
    Role now = roleOf(division);
    if (last instanceof Role.Leader was
        && now instanceof Role.Leader is
        && was.term() != is.term()) {
      tell(new Role.Follower(is.term(), Optional.empty()));
    }
    tell(now);
  }

  synchronized void stopped(LogException why) {
    if (!(last instanceof Role.Stopped)) {
      tell(new Role.Stopped(why));
    }
  }

  private void tell(Role now) {
    if (!now.equals(last) && !(last instanceof Role.Stopped)) {
      last = now;
      listener.accept(now);
    }
  }

  /** The term is read before and after: the rest is of one term only if it stayed the same. */
  private Role roleOf(DivisionInfo division) {
    while (true) {
      long term = division.getCurrentTerm();
      boolean leads = division.isLeader() && division.isLeaderReady();
      RaftPeerId leader = division.getLeaderId();
      if (division.getCurrentTerm() == term) {
        return leads
            ? new Role.Leader(term)
            : new Role.Follower(
                term,
                Optional.ofNullable(leader)
                    .map(RaftPeerId::toString)
                    .filter(id -> !id.equals(self)));
      }
    }
  }
}
