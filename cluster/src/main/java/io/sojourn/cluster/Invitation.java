package io.sojourn.cluster;

import java.io.IOException;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.client.api.GroupManagementApi;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.AlreadyExistsException;
import org.apache.ratis.retry.RetryPolicies;
import org.jspecify.annotations.Nullable;

/**
 * Tells a node that waits to which cluster it will belong: the one call that goes to another node
 * as a client. The node begins with a group without members, so that it neither votes nor stands
 * for election until the cluster has made it a member.
 *
 * <p>A client of Ratis tries for ever unless told otherwise, and never learns of new members: this
 * one knows the one node, tries each call once within a deadline, and is closed.
 */
final class Invitation {

  private Invitation() {}

  /**
   * Sends it.
   *
   * @return why the node does not take part, or null if it does
   */
  static Change.@Nullable Refused send(
      NodeAddress node, RaftGroupId group, RatisLogOptions options) {
    RaftPeerId id = RaftPeerId.valueOf(node.id());
    try (RaftClient client =
        RaftClient.newBuilder()
            .setProperties(RatisSettings.client(options, RatisSettings.INVITATION_TIMEOUT))
            .setParameters(RatisSettings.parameters(options))
            .setRaftGroup(RaftGroup.valueOf(group, RatisNode.peer(node)))
            .setRetryPolicy(RetryPolicies.noRetry())
            .build()) {
      GroupManagementApi there = client.getGroupManagementApi(id);
      Change.Refused refused = invite(there, group, node);
      if (refused != null) {
        return refused;
      }
      String name = there.info(group).getRoleInfoProto().getSelf().getId().toStringUtf8();
      return name.equals(node.id())
          ? null
          : new Change.Refused(
              Change.Reason.FOREIGN, "the node at " + node.hostAndPort() + " is " + name);
    } catch (IOException | RuntimeException e) {
      return unreachable(node, e); // gRPC's own exceptions are unchecked, and some get here
    }
  }

  private static Change.@Nullable Refused invite(
      GroupManagementApi there, RaftGroupId group, NodeAddress node) {
    try {
      RaftClientReply reply = there.add(RaftGroup.valueOf(group));
      return reply.isSuccess() ? null : refusal(node, reply.getException());
    } catch (AlreadyExistsException e) {
      return null;
    } catch (IOException | RuntimeException e) {
      return refusal(node, e);
    }
  }

  private static Change.@Nullable Refused refusal(NodeAddress node, @Nullable Throwable why) {
    for (Throwable cause = why; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof AlreadyExistsException
          || message.contains(AlreadyExistsException.class.getName())) {
        return null;
      }
      if (message.contains(NodeFolder.BELONGS)) {
        return new Change.Refused(
            Change.Reason.FOREIGN, "the node at " + node.hostAndPort() + " is of another cluster");
      }
    }
    return unreachable(node, why);
  }

  private static Change.Refused unreachable(NodeAddress node, @Nullable Throwable why) {
    Throwable root = why;
    while (root != null && root.getCause() != null) {
      root = root.getCause();
    }
    return new Change.Refused(
        Change.Reason.UNREACHABLE, "node " + node + " does not take part: " + root);
  }
}
