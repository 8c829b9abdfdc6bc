package io.sojourn.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.ratis.proto.RaftProtos;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * The members of a cluster. Changes are asked of the leader, one at a time; each waits until it is
 * made, so they belong on a thread that may block. To ask for a change again that is made already
 * is {@link Change.Done}.
 */
public final class Cluster {

  private static final long ADD_SECONDS_MAX = 120;
  private static final long INVITE_SECONDS_MAX = 5;
  private static final long INVITE_AGAIN_MILLIS = 200;
  private static final long CHANGE_SECONDS_MAX = 30;
  private static final long TRANSFER_MILLIS_MAX = 10_000;

  private final RatisLog log;

  Cluster(RatisLog log) {
    this.log = log;
  }

  /** How the cluster looks from here. */
  public ClusterStatus status() {
    RatisNode node = log.node();
    RaftServer.Division division = node == null ? null : node.running();
    if (division == null) {
      return new ClusterStatus(
          Optional.empty(), log.self(), Optional.empty(), 0, log.status().lastIndex(), List.of());
    }
    DivisionInfo info = division.getInfo();
    Optional<String> leader = Optional.ofNullable(info.getLeaderId()).map(RaftPeerId::toString);
    Map<String, ClusterStatus.Progress> progress = progress(info);
    List<ClusterStatus.Member> members = new ArrayList<>();
    for (RaftPeer peer : division.getRaftConf().getAllPeers()) {
      String id = peer.getId().toString();
      members.add(
          new ClusterStatus.Member(
              address(peer),
              leader.filter(id::equals).isPresent(),
              Optional.ofNullable(progress.get(id))));
    }
    members.sort(Comparator.comparing(member -> member.address().id()));
    return new ClusterStatus(
        Optional.of(division.getMemberId().getGroupId().getUuid().toString()),
        log.self(),
        leader,
        info.getCurrentTerm(),
        log.status().lastIndex(),
        List.copyOf(members));
  }

  /**
   * Up to which behaviour of the kernel the program of each member goes, by the member's name;
   * empty for one that does not answer, or was not told ({@link RatisLog#announce}). Asks all of
   * them, at once, and blocks for at most a few seconds. Any node may ask.
   */
  public Map<String, OptionalInt> behaviours() {
    ClusterStatus status = status();
    RatisNode node = log.node();
    RaftGroupId group = node == null ? null : node.group();
    Map<String, OptionalInt> said = new TreeMap<>();
    List<NodeAddress> others = new ArrayList<>();
    for (ClusterStatus.Member member : status.members()) {
      said.put(member.address().id(), OptionalInt.empty());
      if (!member.address().id().equals(log.self().id())) {
        others.add(member.address());
      }
    }
    if (group != null) {
      said.putAll(Census.ask(others, group, log.options()));
    }
    if (log.announced() > 0) {
      said.replace(log.self().id(), OptionalInt.of(log.announced()));
    }
    return said;
  }

  private static NodeAddress address(RaftPeer peer) {
    return NodeAddress.parse(peer.getId() + "=" + peer.getAddress());
  }

  /** Ratis gives three lists of the same order; between two of them a member may come or go. */
  private static Map<String, ClusterStatus.Progress> progress(DivisionInfo info) {
    Map<String, ClusterStatus.Progress> progress = new HashMap<>();
    long[] match = info.getFollowerMatchIndices();
    long[] next = info.getFollowerNextIndices();
    List<RaftProtos.ServerRpcProto> followers =
        info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
    if (match == null
        || next == null
        || match.length != followers.size()
        || next.length != match.length) {
      return progress;
    }
    for (int i = 0; i < match.length; i++) {
      RaftProtos.ServerRpcProto follower = followers.get(i);
      progress.put(
          follower.getId().getId().toStringUtf8(),
          new ClusterStatus.Progress(match[i], next[i], follower.getLastRpcElapsedTimeMs()));
    }
    return progress;
  }

  /**
   * Adds a node that was started to join ({@link RatisLog#joining}), once it has caught up. The
   * cluster goes on meanwhile.
   */
  public Change add(NodeAddress node) {
    ClusterStatus status = status();
    Change.Refused refused = refuseAdd(status, node);
    if (refused != null) {
      return refused;
    }
    for (ClusterStatus.Member member : status.members()) {
      if (member.address().equals(node)) {
        return new Change.Done(status);
      }
      if (member.address().id().equals(node.id())
          || member.address().hostAndPort().equals(node.hostAndPort())) {
        return new Change.Refused(
            Change.Reason.TAKEN, "there is a member " + member.address() + "; remove it first");
      }
    }
    RaftGroupId group = RaftGroupId.valueOf(UUID.fromString(status.cluster().orElse("")));
    Change.Refused notInvited = invite(node, group);
    if (notInvited != null) {
      return notInvited;
    }
    return setMembers(
        SetConfigurationRequest.Arguments.newBuilder()
            .setMode(SetConfigurationRequest.Mode.ADD)
            .setServersInNewConf(List.of(RatisNode.peer(node)))
            .build(),
        ADD_SECONDS_MAX);
  }

  /** A node that was started a moment ago may not listen yet. */
  private Change.@Nullable Refused invite(NodeAddress node, RaftGroupId group) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(INVITE_SECONDS_MAX);
    while (true) {
      Change.Refused refused = Invitation.send(node, group, log.options());
      boolean again = refused != null && refused.reason() == Change.Reason.UNREACHABLE;
      if (!again || System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        return refused;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(INVITE_AGAIN_MILLIS));
    }
  }

  private Change.@Nullable Refused refuseAdd(ClusterStatus status, NodeAddress node) {
    if (!leads(status)) {
      return notLeader(status);
    }
    return log.options().network().allows(node)
        ? null
        : new Change.Refused(
            Change.Reason.INSECURE,
            "node " + node + " is not on this machine, and there is no TLS");
  }

  /** Removes a member. Its log then fails; its folder can not be used again. */
  public Change remove(String id) {
    ClusterStatus status = status();
    if (!leads(status)) {
      return notLeader(status);
    }
    if (id.equals(log.self().id())) {
      return new Change.Refused(
          Change.Reason.LEADS, "node " + id + " leads; transfer the leadership first");
    }
    RatisNode node = log.node();
    RaftServer.Division division = node == null ? null : node.running();
    if (division == null) {
      return notLeader(status);
    }
    List<RaftPeer> current = List.copyOf(division.getRaftConf().getAllPeers());
    List<RaftPeer> remaining =
        current.stream().filter(peer -> !peer.getId().toString().equals(id)).toList();
    if (remaining.size() == current.size()) {
      return new Change.Done(status);
    }
    return setMembers(
        SetConfigurationRequest.Arguments.newBuilder()
            .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
            .setServersInCurrentConf(current)
            .setServersInNewConf(remaining)
            .build(),
        CHANGE_SECONDS_MAX);
  }

  /** Lets another member lead, as soon as it has everything. */
  public Change transferLeadership(String id) {
    ClusterStatus status = status();
    RatisNode node = log.node();
    if (node == null || !leads(status)) {
      return notLeader(status);
    }
    if (status.members().stream().noneMatch(member -> member.address().id().equals(id))) {
      return new Change.Refused(Change.Reason.NOT_A_MEMBER, "there is no member " + id);
    }
    RaftServer server = node.server();
    return ask(
        node,
        group ->
            server.transferLeadershipAsync(
                new TransferLeadershipRequest(
                    log.calls().client(),
                    server.getId(),
                    group,
                    log.calls().nextCall(),
                    RaftPeerId.valueOf(id),
                    TRANSFER_MILLIS_MAX)),
        CHANGE_SECONDS_MAX);
  }

  private Change setMembers(SetConfigurationRequest.Arguments members, long secondsMax) {
    RatisNode node = log.node();
    if (node == null) {
      return notLeader(status());
    }
    RaftServer server = node.server();
    return ask(
        node,
        group ->
            server.setConfigurationAsync(
                new SetConfigurationRequest(
                    log.calls().client(), server.getId(), group, log.calls().nextCall(), members)),
        secondsMax);
  }

  private boolean leads(ClusterStatus status) {
    RatisNode node = log.node();
    RaftServer.Division division = node == null ? null : node.running();
    return division != null
        && division.getInfo().isLeader()
        && division.getInfo().isLeaderReady()
        && status.cluster().isPresent();
  }

  private static Change.Refused notLeader(ClusterStatus status) {
    return new Change.Refused(
        Change.Reason.NOT_LEADER,
        status
            .leader()
            .map(leader -> "this node does not lead; ask node " + leader)
            .orElse("this node does not lead, and knows nobody who does"));
  }

  private interface Question {
    CompletableFuture<RaftClientReply> ask(RaftGroupId group) throws IOException;
  }

  private Change ask(RatisNode node, Question question, long secondsMax) {
    RaftGroupId group = node.group();
    if (group == null) {
      return notLeader(status());
    }
    try {
      RaftClientReply reply = question.ask(group).get(secondsMax, TimeUnit.SECONDS);
      return reply.isSuccess() ? new Change.Done(status()) : failed(reply.getException());
    } catch (IOException e) {
      return failed(e);
    } catch (ExecutionException e) {
      return failed(e.getCause());
    } catch (TimeoutException e) {
      return new Change.Uncertain("not made within " + secondsMax + " s; it may be under way");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Change.Uncertain("interrupted; it may be under way");
    }
  }

  private Change failed(@Nullable Throwable why) {
    Throwable root = why;
    while (root != null && !isKnown(root) && root.getCause() != null) {
      root = root.getCause();
    }
    String message = root == null ? "no reason given" : String.valueOf(root.getMessage());
    return switch (root) {
      // The entry of the new members may be in the log of the one who led.
      case NotLeaderException notLeader ->
          new Change.Uncertain("this node does not lead any more; ask the one that does");
      case LeaderNotReadyException notReady -> notLeader(status());
      case LeaderSteppingDownException stepping -> notLeader(status());
      case ReconfigurationInProgressException busy ->
          new Change.Refused(Change.Reason.BUSY, "another change is under way");
      case ReconfigurationTimeoutException slow ->
          new Change.Refused(Change.Reason.UNREACHABLE, "the node makes no progress: " + message);
      case null, default -> new Change.Refused(Change.Reason.FAILED, message);
    };
  }

  private static boolean isKnown(Throwable why) {
    return why instanceof NotLeaderException
        || why instanceof LeaderNotReadyException
        || why instanceof LeaderSteppingDownException
        || why instanceof ReconfigurationInProgressException
        || why instanceof ReconfigurationTimeoutException;
  }
}
