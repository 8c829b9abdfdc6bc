package io.sojourn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionCall;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCredential;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NFS of a cluster: its sessions outlive the node that leads, and any node tells of them. */
class NfsNodesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> NAMES = List.of("n1", "n2", "n3");
  private static final RpcCredential ROOT = RpcCredential.sys("test", 0, 0, List.of());

  @TempDir private Path folder;
  private final NfsClient nfs = new NfsClient();
  private NodesAtHand nodes = new NodesAtHand(Path.of(""));

  @BeforeEach
  void start() {
    nodes = new NodesAtHand(folder);
    NAMES.forEach(name -> nodes.start(name, NAMES.toArray(String[]::new)));
    nodes.awaitReady();
  }

  @AfterEach
  void close() {
    nfs.close();
    nodes.close();
  }

  private NfsConnection connect(String node) throws Exception {
    return nfs.connect(nodes.nfs(node), ROOT);
  }

  /** A session, as soon as the leader says something else than to come again. */
  private ClientSession session(String node) {
    return Objects.requireNonNull(
        Awaitility.await("a session")
            .atMost(PATIENCE)
            .ignoreException(NfsException.class)
            .until(
                () -> ClientSession.open(nfs, connect(node), SessionOptions.of("ada")),
                Objects::nonNull));
  }

  private static Compound makeDirectory(String name) {
    return new Compound().putRootFileHandle().makeDirectory(name, new AttributeValues());
  }

  @Test
  void aRetryOnTheNextLeaderGetsTheFirstReplyAndTheSessionGoesOn() throws Exception {
    String leader = nodes.leader("n1");
    ClientSession session = session(leader);
    SessionCall call = session.start(makeDirectory("notes"), true);
    CompoundReply first = call.reply().toCompletableFuture().get(60, TimeUnit.SECONDS);
    assertThat(first.status()).isEqualTo(Status.OK);
    String path = "/v1/nfs/sessions/" + session.key();
    for (String node : NAMES) {
      assertThat(nodes.insist(node, "GET", path, "").json().path("persistent").asBoolean())
          .as(node)
          .isTrue();
    }

    nodes.stop(leader);
    String asked = leader.equals("n1") ? "n2" : "n1";
    String next =
        Awaitility.await("another leader")
            .atMost(PATIENCE)
            .until(() -> nodes.leader(asked), name -> !name.isEmpty() && !name.equals(leader));
    NfsConnection again = connect(next);
    CompoundReply second =
        Awaitility.await("the reply again")
            .atMost(PATIENCE)
            .until(
                () -> session.resend(call, again).toCompletableFuture().get(60, TimeUnit.SECONDS),
                reply -> reply.status() != Status.DELAY);
    assertThat(second.encoded()).isEqualTo(first.encoded());
    session.use(again);
    assertThat(session.call(makeDirectory("notes"), true).status()).isEqualTo(Status.EXIST);
    assertThat(nodes.insist(asked, "DELETE", path, "").status()).isEqualTo(204);
    assertThat(session.call(makeDirectory("late"), true).status()).isEqualTo(Status.BADSESSION);
  }
}
