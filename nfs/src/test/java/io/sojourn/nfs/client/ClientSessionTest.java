package io.sojourn.nfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.SlotPeer.Held;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCredential;
import io.sojourn.nfs.rpc.RpcException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client's use of its slots (RFC 8881, 2.10.6), against a peer that watches it. */
class ClientSessionTest {

  private static final Compound WORK = new Compound().putRootFileHandle();

  private final NfsClient client = new NfsClient();
  private SlotPeer peer;
  private NfsConnection connection;
  private ClientSession session;

  @BeforeEach
  void open() throws Exception {
    peer = new SlotPeer();
    connection = client.connect(peer.address(), RpcCredential.NONE);
    session = ClientSession.open(client, connection, SessionOptions.of("owner"));
  }

  @AfterEach
  void close() {
    client.close();
    peer.close();
  }

  private static CompoundReply get(CompletionStage<CompoundReply> reply) throws Exception {
    return reply.toCompletableFuture().get(1, TimeUnit.MINUTES);
  }

  private Held held() throws InterruptedException {
    Held held = peer.held.poll(1, TimeUnit.MINUTES);
    assertThat(held).isNotNull();
    return held;
  }

  @Test
  void itIsMadeWithWhatTheServerGrants() throws Exception {
    assertThat(session.key()).isEqualTo(SlotPeer.KEY);
    assertThat(session.clientId()).isEqualTo(7);
    assertThat(session.granted().fore().requestsMax()).isEqualTo(16);
    assertThat(peer.executed()).as("RECLAIM_COMPLETE").isEqualTo(1);
    connection.ping();
    assertThatThrownBy(
            () -> ClientSession.open(client, connection, SessionOptions.of("owner"), 8, 1))
        .isInstanceOfSatisfying(
            NfsException.class, e -> assertThat(e.status()).isEqualTo(Status.STALE_CLIENTID));
  }

  @Test
  void oneAfterTheOtherGoOnTheLowestSlot() throws Exception {
    peer.holds = true;
    for (int i = 0; i < 5; i++) {
      CompletionStage<CompoundReply> reply = session.send(WORK, false);
      Held request = held();
      assertThat(request.sequence().slot()).isZero();
      assertThat(request.sequence().sequence()).isEqualTo(i + 2);
      request.answer();
      assertThat(get(reply).results()).hasSize(2);
      assertThat(get(reply).sequence().sequence()).isEqualTo(i + 2);
    }
  }

  @Test
  void noMoreAreUnderWayThanThereAreSlotsAndAllAreAnswered() throws Exception {
    peer.holds = true;
    List<CompletionStage<CompoundReply>> replies = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      replies.add(session.send(WORK, true));
    }
    await().until(() -> peer.held.size() == 16);
    for (int i = 0; i < 100; i++) {
      assertThat(peer.held.size()).isLessThanOrEqualTo(16);
      held().answer();
    }
    for (CompletionStage<CompoundReply> reply : replies) {
      assertThat(get(reply).status()).isEqualTo(Status.OK);
    }
    assertThat(peer.executed()).isEqualTo(101);
  }

  @Test
  void manyAtATimeNeverMisorderASlot() throws Exception {
    List<CompletionStage<CompoundReply>> replies = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      replies.add(session.send(WORK, false));
    }
    for (CompletionStage<CompoundReply> reply : replies) {
      assertThat(get(reply).status()).isEqualTo(Status.OK);
    }
    assertThat(peer.executed()).isEqualTo(20_001);
  }

  @Test
  void slotsAboveTheServersTargetAreNotUsed() throws Exception {
    peer.target = 2;
    get(session.send(WORK, false));
    peer.takeHighestSlot();
    sendAndAwait(200);
    assertThat(peer.takeHighestSlot()).isEqualTo(2);
    peer.target = 30;
    get(session.send(WORK, false));
    peer.holds = true;
    for (int i = 0; i < 31; i++) {
      session.start(WORK, false);
    }
    await().until(() -> peer.held.size() == 31);
    assertThat(peer.takeHighestSlot()).isEqualTo(30);
  }

  private void sendAndAwait(int count) throws Exception {
    List<CompletionStage<CompoundReply>> replies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      replies.add(session.send(WORK, false));
    }
    for (CompletionStage<CompoundReply> reply : replies) {
      get(reply);
    }
  }

  @Test
  void whatWasLostIsSentAgainWithItsSlotAndSequence() throws Exception {
    peer.holds = true;
    SessionCall call = session.start(WORK, true);
    Held lost = held();
    connection.close();
    assertThatThrownBy(() -> get(call.reply()))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(RpcException.ConnectionLost.class);
    NfsConnection second = client.connect(peer.address(), RpcCredential.NONE);
    session.use(second);
    SessionCall other = session.start(WORK, true);
    assertThat(other.sequence().slot()).as("the slot is kept for the lost one").isEqualTo(1);
    held().answer();
    assertThat(get(other.reply()).status()).isEqualTo(Status.OK);
    CompoundReply again = get(session.resend(call, second));
    assertThat(again.encoded()).isEqualTo(lost.reply());
    assertThat(peer.replayed()).isEqualTo(1);
    SessionCall next = session.start(WORK, true);
    assertThat(next.sequence().slot()).isZero();
    assertThat(next.sequence().sequence()).isEqualTo(call.sequence().sequence() + 1);
  }

  @Test
  void whatWasNotSentUsesNothingUp() throws Exception {
    connection.close();
    await().until(() -> !connection.isOpen());
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> get(session.send(WORK, false)))
          .hasCauseInstanceOf(RpcException.NotWritten.class);
    }
    session.use(client.connect(peer.address(), RpcCredential.NONE));
    CompoundReply reply = session.call(WORK, false);
    assertThat(reply.sequence().slot()).isZero();
    assertThat(reply.sequence().sequence()).isEqualTo(2);
  }

  @Test
  void whatWaitsFailsWhenNoSlotWillBeGivenBack() throws Exception {
    peer.holds = true;
    List<CompletionStage<CompoundReply>> replies = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      replies.add(session.send(WORK, false));
    }
    await().until(() -> peer.held.size() == 16);
    connection.close();
    int lost = 0;
    for (CompletionStage<CompoundReply> reply : replies) {
      try {
        get(reply);
        throw new AssertionError("answered by nobody");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RpcException.ConnectionLost) {
          lost++;
        } else {
          assertThat(e.getCause()).hasMessageContaining("no slot");
        }
      }
    }
    assertThat(lost).isEqualTo(16);
    assertThatThrownBy(() -> session.call(WORK, false)).hasMessageContaining("no slot");
  }

  @Test
  void whatWaitsGoesOnWhenTheLostIsAnswered() throws Exception {
    peer.holds = true;
    List<SessionCall> calls = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      calls.add(session.start(WORK, true));
    }
    await().until(() -> peer.held.size() == 16);
    connection.close();
    for (SessionCall call : calls) {
      assertThatThrownBy(() -> get(call.reply()))
          .hasCauseInstanceOf(RpcException.ConnectionLost.class);
    }
    peer.holds = false;
    NfsConnection second = client.connect(peer.address(), RpcCredential.NONE);
    session.use(second);
    for (SessionCall call : calls) {
      assertThat(get(session.resend(call, second)).status()).isEqualTo(Status.OK);
    }
    assertThat(peer.executed()).isEqualTo(17);
    assertThat(session.call(WORK, true).sequence().slot()).isZero();
  }

  @Test
  void aSlotIsNeededToStart() throws Exception {
    peer.holds = true;
    for (int i = 0; i < 16; i++) {
      assertThat(session.start(WORK, false).sequence().slot()).isEqualTo(i);
    }
    assertThatThrownBy(() -> session.start(WORK, false)).isInstanceOf(IllegalStateException.class);
    Held request = held();
    request.answer();
    await().untilAsserted(() -> session.start(WORK, false));
    assertThat(request.sequence().highestSlot()).isEqualTo(request.sequence().slot());
  }

  @Test
  void aReplyOfAnOperationCanBeRead() throws Exception {
    assertThat(session.call(WORK, false).read(Op.PUTROOTFH).remaining()).isZero();
  }
}
