package io.sojourn.server;

import io.sojourn.nfs.NfsAdmin;
import io.sojourn.nfs.NfsAdmin.ClientInfo;
import io.sojourn.nfs.NfsAdmin.SessionInfo;
import io.sojourn.nfs.protocol.SessionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the interface under {@code /v1/nfs} asks of NFS, in its own terms: blocking, in pages. */
final class NfsAccess {

  /** How many clients are asked for at a time. */
  private static final int CLIENTS = 256;

  /**
   * A page of sessions.
   *
   * @param sessions in the order of their clients
   * @param next the client from which the next page goes on; empty if there is none
   */
  record Sessions(List<SessionInfo> sessions, Optional<Long> next) {}

  private final Optional<NfsAdmin> admin;

  /**
   * Makes one.
   *
   * @param admin none where NFS is not served, which is then what callers are told
   */
  NfsAccess(Optional<NfsAdmin> admin) {
    this.admin = admin;
  }

  private NfsAdmin admin() {
    return admin.orElseThrow(
        () ->
            Problem.of(
                    ProblemType.NFS_OFF,
                    "This server does not serve NFS: start it with --nfs-port.")
                .asException());
  }

  /** Clients in the order of their ids, behind that one. */
  List<ClientInfo> clients(long after, int max) {
    return Answers.done(admin().clients(after, max));
  }

  /** One client. */
  Optional<ClientInfo> client(long id) {
    return clients(id - 1, 1).stream().filter(client -> client.clientId() == id).findFirst();
  }

  /** The sessions of a client, as they are now. */
  List<SessionInfo> sessionsOf(long client) {
    List<SessionInfo> sessions = new ArrayList<>();
    for (SessionKey key : Answers.done(admin().sessionsOf(client))) {
      session(key).ifPresent(sessions::add);
    }
    return sessions;
  }

  /**
   * A page of the sessions of all clients. A client's sessions are never parted: a page may be
   * longer than that by those of its last client.
   *
   * @param after the client behind which it begins, 0 for the first page
   * @param enough after how many sessions it ends
   */
  Sessions sessions(long after, int enough) {
    List<SessionInfo> sessions = new ArrayList<>();
    long last = after;
    List<ClientInfo> clients;
    do {
      clients = clients(last, CLIENTS);
      for (ClientInfo client : clients) {
        if (sessions.size() >= enough) {
          return new Sessions(sessions, Optional.of(last));
        }
        last = client.clientId();
        if (client.sessions() > 0) {
          sessions.addAll(sessionsOf(last));
        }
      }
    } while (clients.size() == CLIENTS);
    return new Sessions(sessions, Optional.empty());
  }

  /** One session. */
  Optional<SessionInfo> session(SessionKey key) {
    return Answers.done(admin().session(key));
  }

  /** Ends a client with all that it has; false if there is none. */
  boolean endClient(long id) {
    return Answers.done(admin().endClient(id));
  }

  /** Ends a session; false if there is none. */
  boolean endSession(SessionKey key) {
    return Answers.done(admin().endSession(key));
  }
}
