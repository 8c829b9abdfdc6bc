package io.sojourn.nfs;

import io.sojourn.nfs.session.BackChannel;
import io.sojourn.nfs.session.Lease;
import io.sojourn.nfs.session.SequenceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A client as long as this node leads: its lease, its live sessions, and what it is told. */
final class LiveClient {

  private final Lease lease;
  private final Set<LiveSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean overdue;
  private volatile boolean revoked;

  LiveClient(Lease lease) {
    this.lease = lease;
  }

  long id() {
    return lease.clientId();
  }

  Lease lease() {
    return lease;
  }

  Set<LiveSession> sessions() {
    return sessions;
  }

  /** Whether the machine was told that its lease is over. */
  boolean isOverdue() {
    return overdue;
  }

  void setOverdue(boolean value) {
    overdue = value;
  }

  /** Says whether state was taken away from it that it has not noted yet. */
  void setRevoked(boolean value) {
    if (revoked != value) {
      revoked = value;
      refresh();
    }
  }

  /** A back channel by which it can be asked for something; null if there is none. */
  @Nullable BackChannel backChannel() {
    for (BackChannel each : backChannels()) {
      if (each.isUp()) {
        return each;
      }
    }
    return null;
  }

  List<BackChannel> backChannels() {
    List<BackChannel> all = new ArrayList<>();
    for (LiveSession each : sessions) {
      BackChannel back = each.session().back();
      if (back != null) {
        all.add(back);
      }
    }
    return all;
  }

  /** Something has changed that SEQUENCEs tell of (RFC 8881, 18.46.3). */
  void refresh() {
    List<BackChannel> all = backChannels();
    int ofClient = revoked ? SequenceStatus.RECALLABLE_STATE_REVOKED.bit() : 0;
    for (LiveSession each : sessions) {
      each.setStatusFlags(ofClient | BackChannel.statusFlags(each.session().back(), all));
    }
  }
}
