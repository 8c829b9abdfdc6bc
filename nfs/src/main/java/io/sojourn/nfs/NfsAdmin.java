package io.sojourn.nfs;

import io.sojourn.channel.SlotTableImage;
import io.sojourn.nfs.machine.ClientImage;
import io.sojourn.nfs.machine.NfsCommand;
import io.sojourn.nfs.machine.NfsReply;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.ChannelAttributes;
import io.sojourn.session.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What an administrator may see of clients and sessions, and the ending of them. From any thread;
 * stages never fail, and may complete on the thread that applies the log.
 *
 * <p>What is kept is told as it is in the log; what is live (slots in use, connections, leases) is
 * known to the node that leads.
 */
public final class NfsAdmin {

  /**
   * A client.
   *
   * @param clientId its id
   * @param owner what it calls itself, in hexadecimal digits
   * @param program what it says which program it is; empty if it does not
   * @param uid the user who made it
   * @param confirmed whether it has had a session
   * @param createdAt in milliseconds of cluster time
   * @param sessions how many it has
   * @param holdsState whether it has opens or delegations
   * @param hasRevokedState whether some was taken away and it has not noted that
   * @param leaseLeftMillis how long its lease lasts; negative if it is over; empty if it has none
   */
  public record ClientInfo(
      long clientId,
      String owner,
      String program,
      long uid,
      boolean confirmed,
      long createdAt,
      int sessions,
      boolean holdsState,
      boolean hasRevokedState,
      Optional<Long> leaseLeftMillis) {}

  /**
   * A session.
   *
   * @param session its id
   * @param clientId whose it is
   * @param persistent whether its slots outlive a crash
   * @param dead whether it only answers retries
   * @param createdAt in milliseconds of cluster time
   * @param fore what was granted of its fore channel
   * @param back what was granted of its back channel; no requests at a time if it has none
   * @param slots those of its fore channel
   * @param callbacks whether the client can be called back now
   * @param connections those that are bound to it
   */
  public record SessionInfo(
      SessionKey session,
      long clientId,
      boolean persistent,
      boolean dead,
      long createdAt,
      ChannelAttributes fore,
      ChannelAttributes back,
      SlotsInfo slots,
      boolean callbacks,
      List<ConnectionInfo> connections) {}

  /**
   * The slots of a fore channel.
   *
   * @param live whether the session is in use; if not, what is kept in the log is shown
   * @param highest the highest slot that may be used
   * @param target the highest slot that the client is asked to use
   * @param inProgress how many requests are being executed
   * @param keptBytes how long the kept replies are together
   * @param used how many slots were ever used
   * @param each the slots that were ever used; none of them in a page of sessions
   */
  public record SlotsInfo(
      boolean live,
      int highest,
      int target,
      int inProgress,
      long keptBytes,
      int used,
      List<SlotInfo> each) {

    SlotsInfo withoutEach() {
      return new SlotsInfo(live, highest, target, inProgress, keptBytes, used, List.of());
    }
  }

  /**
   * A slot.
   *
   * @param slot its number
   * @param sequence that of its last request, 0 to 2^32-1
   * @param memory what is known of that request
   * @param replyBytes how long its kept reply is; 0 if there is none
   */
  public record SlotInfo(int slot, long sequence, SlotTableImage.Memory memory, int replyBytes) {}

  /**
   * A connection of a session.
   *
   * @param id its number
   * @param remote the other end
   * @param fore whether requests come over it
   * @param back whether callbacks go over it
   */
  public record ConnectionInfo(long id, String remote, boolean fore, boolean back) {}

  /**
   * A page of sessions.
   *
   * @param sessions in the order of their clients' ids; a client's are never parted
   * @param next the client behind which the next page begins; empty if there is none
   */
  public record SessionPage(List<SessionInfo> sessions, Optional<Long> next) {}

  /**
   * Sums of what is live on this node.
   *
   * @param connections how many there are
   * @param clients how many have a lease
   * @param sessions how many are in use
   * @param slotsInUse how many requests are being executed
   * @param slots how many slots are granted
   * @param replyBytes how long all kept replies in memory are together
   * @param recalls how many delegations are being asked back
   */
  public record Usage(
      int connections,
      int clients,
      int sessions,
      int slotsInUse,
      int slots,
      long replyBytes,
      int recalls) {}

  private final Leadership leadership;
  private final Replicated replicated;
  private final ShownSessions shown;

  NfsAdmin(Leadership leadership, Replicated replicated) {
    this.leadership = leadership;
    this.replicated = replicated;
    this.shown = new ShownSessions(leadership);
  }

  /**
   * A page of the clients, in the order of their ids.
   *
   * @param after the id of the last one of the page before, 0 for the first page
   * @param max how many at most, 1 to 256
   */
  public CompletionStage<Outcome<List<ClientInfo>>> clients(long after, int max) {
    return replicated
        .clients(after, max)
        .thenApply(outcome -> outcome.map(page -> page.stream().map(this::client).toList()));
  }

  private ClientInfo client(ClientImage image) {
    Reign reign = leadership.reign();
    LiveClient live = reign == null ? null : reign.findClient(image.client().id());
    return new ClientInfo(
        image.client().id(),
        image.client().owner().toString(),
        image.client().implementation().map(program -> program.name()).orElse(""),
        image.client().principal().uid(),
        image.client().confirmed(),
        image.client().createdAt(),
        image.sessions().size(),
        image.holdsState(),
        image.hasRevokedState(),
        live == null || reign == null ? Optional.empty() : Optional.of(reign.leaseLeft(live)));
  }

  /**
   * A page of the sessions of all clients.
   *
   * @param after the client behind which it begins, 0 for the first page
   * @param enough after how many sessions it ends, 1 to 256; it is longer by what else its last
   *     client has
   */
  public CompletionStage<Outcome<SessionPage>> sessions(long after, int enough) {
    return replicated
        .sessions(after, enough)
        .thenApply(
            outcome ->
                outcome.map(
                    page ->
                        new SessionPage(
                            page.stream().map(shown::of).toList(),
                            page.size() < enough
                                ? Optional.empty()
                                : Optional.of(page.getLast().session().clientId()))));
  }

  /** A session. */
  public CompletionStage<Outcome<Optional<SessionInfo>>> session(SessionKey key) {
    return replicated.session(key).thenApply(outcome -> outcome.map(image -> image.map(shown::of)));
  }

  /** Ends a client with its sessions and all that it holds. Done with false if there is none. */
  public CompletionStage<Outcome<Boolean>> endClient(long clientId) {
    return end(new NfsCommand.EndClient(clientId));
  }

  /** Ends a session. Done with false if there is none. */
  public CompletionStage<Outcome<Boolean>> endSession(SessionKey session) {
    return end(new NfsCommand.EndSession(session));
  }

  private CompletionStage<Outcome<Boolean>> end(NfsCommand command) {
    return replicated.command(command).thenApply(outcome -> outcome.map(this::ended));
  }

  private boolean ended(NfsReply reply) {
    if (!(reply instanceof NfsReply.Done done)) {
      throw new IllegalStateException("a command was answered as a compound");
    }
    Reign reign = leadership.reign();
    if (reign != null) {
      done.notices().forEach(reign::hear);
    }
    return done.found();
  }

  /** Closes a connection of this node; false if there is none of that number. */
  public boolean closeConnection(long id) {
    for (Peer peer : leadership.peers()) {
      if (peer.connection().id() == id) {
        peer.connection().close();
        return true;
      }
    }
    return false;
  }

  /** How much is in use on this node now. */
  public Usage usage() {
    Reign reign = leadership.reign();
    int connections = leadership.peers().size();
    if (reign == null) {
      return new Usage(connections, 0, 0, 0, 0, 0, 0);
    }
    int inUse = 0;
    int slots = 0;
    for (LiveSession live : reign.sessions()) {
      inUse += live.session().fore().inProgress();
      slots += live.session().fore().slots();
    }
    return new Usage(
        connections,
        reign.clients().size(),
        reign.sessions().size(),
        inUse,
        slots,
        reign.budget().bytes(),
        reign.recalls().size());
  }
}
