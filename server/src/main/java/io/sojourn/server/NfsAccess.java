package io.sojourn.server;

import io.sojourn.nfs.NfsAdmin;
import io.sojourn.nfs.NfsAdmin.ClientInfo;
import io.sojourn.nfs.NfsAdmin.SessionInfo;
import io.sojourn.nfs.NfsAdmin.SessionPage;
import io.sojourn.nfs.protocol.SessionKey;
import java.util.List;
import java.util.Optional;

/** What the interface under {@code /v1/nfs} asks of NFS, in its own terms: blocking, in pages. */
final class NfsAccess {

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

  /**
   * A page of the sessions of all clients.
   *
   * @param after the client behind which it begins, 0 for the first page
   * @param enough after how many sessions it ends, once its last client has no more
   */
  SessionPage sessions(long after, int enough) {
    return Answers.done(admin().sessions(after, enough));
  }

  /** One session. */
  Optional<SessionInfo> session(SessionKey key) {
    return Answers.done(admin().session(key));
  }

  /** Ends a client with all that it has; false if there is none. */
  boolean endClient(long id) {
    return Answers.done(admin().endClient(id));
  }

  /** Closes a connection of this node; false if there is none. */
  boolean endConnection(long id) {
    return admin().closeConnection(id);
  }

  /** Ends a session; false if there is none. */
  boolean endSession(SessionKey key) {
    return Answers.done(admin().endSession(key));
  }
}
