package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.CallbackHandler;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.OpenRequest;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.Binding;
import io.sojourn.nfs.session.ChannelDirection;
import io.sojourn.nfs.session.CreateSessionFlags;
import io.sojourn.nfs.session.SequenceStatus;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Delegations asked back over the back channel (RFC 8881, 10.4, 20.2), and the flags of it. */
class RecallTest extends OnSite {

  private static final Compound WRITE =
      new Compound()
          .putRootFileHandle()
          .open(OpenRequest.of("file", OpenRequest.BOTH | OpenRequest.WANT_NO_DELEGATION, "you"));

  /** Notes what is recalled. */
  private static final class Recalled implements CallbackHandler {
    final Queue<StateId> states = new ConcurrentLinkedQueue<>();
    final Queue<SessionKey> referred = new ConcurrentLinkedQueue<>();

    @Override
    public void referring(SessionKey session, long slot, long sequence) {
      referred.add(session);
    }

    @Override
    public Status recall(StateId delegation, boolean truncate, byte[] fileHandle) {
      states.add(delegation);
      return Status.OK;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  private record Delegated(ClientSession session, byte[] file, StateId delegation) {}

  private Delegated delegate(SessionOptions options) throws Exception {
    ClientSession maker = site().session("maker");
    CompoundReply made =
        maker.call(
            new Compound()
                .putRootFileHandle()
                .open(
                    OpenRequest.create(
                        "file", OpenRequest.BOTH | OpenRequest.WANT_NO_DELEGATION, "maker")),
            true);
    StateId open = StateId.read(made.orThrow().read(Op.OPEN));
    maker.call(new Compound().putRootFileHandle().lookup("file").close(open), true).orThrow();
    ClientSession session = site().session(options);
    CompoundReply reply =
        session.call(
            new Compound()
                .putRootFileHandle()
                .open(
                    OpenRequest.of(
                        "file", OpenRequest.READ | OpenRequest.WANT_READ_DELEGATION, "me"))
                .getFileHandle(),
            true);
    XdrReader from = reply.orThrow().read(Op.OPEN);
    StateId.read(from);
    from.skip(20); // change_info4
    from.skip(4); // rflags
    int words = from.readCount(8);
    from.skip(4 * words);
    assertThat(from.readInt()).as("a delegation for reading").isEqualTo(1);
    return new Delegated(session, reply.read(Op.GETFH).readOpaque(128), StateId.read(from));
  }

  @Test
  @DisplayName("10.4.5: a conflicting open waits until the delegation is given back")
  void returned() throws Exception {
    Recalled recalled = new Recalled();
    Delegated delegated = delegate(SessionOptions.of("reader").withCallbacks(recalled));
    ClientSession writer = site().session("writer");
    assertThat(writer.call(WRITE, true).status()).isEqualTo(Status.DELAY);
    await().until(() -> recalled.states.contains(delegated.delegation()));
    assertThat(writer.call(WRITE, true).status()).isEqualTo(Status.DELAY);
    assertThat(
            delegated
                .session()
                .call(
                    new Compound()
                        .putFileHandle(delegated.file())
                        .returnDelegation(delegated.delegation()),
                    true)
                .status())
        .isEqualTo(Status.OK);
    assertThat(writer.call(WRITE, true).status()).isEqualTo(Status.OK);
    assertThat(recalled.states).hasSize(1);
  }

  @Test
  @DisplayName("2.10.6.3: a recall names the request whose reply it may overtake")
  void referring() throws Exception {
    Recalled recalled = new Recalled();
    Delegated delegated = delegate(SessionOptions.of("reader").withCallbacks(recalled));
    site().session("writer").call(WRITE, true);
    await().until(() -> recalled.states.contains(delegated.delegation()));
    assertThat(recalled.referred).containsExactly(delegated.session().key());
  }

  @Test
  @DisplayName("2.10.6.3: and not one whose slot was used again since")
  void nothingToRefer() throws Exception {
    Recalled recalled = new Recalled();
    Delegated delegated = delegate(SessionOptions.of("reader").withCallbacks(recalled));
    delegated.session().call(new Compound().putRootFileHandle(), false).orThrow();
    site().session("writer").call(WRITE, true);
    await().until(() -> recalled.states.contains(delegated.delegation()));
    assertThat(recalled.referred).isEmpty();
  }

  @Test
  @DisplayName("10.4.6: a delegation that is not given back within a lease time is taken away")
  void revoked() throws Exception {
    Recalled recalled = new Recalled();
    Delegated delegated = delegate(SessionOptions.of("sleeper").withCallbacks(recalled));
    ClientSession session = delegated.session();
    ClientSession writer = site().session("writer");
    assertThat(writer.call(WRITE, true).status()).isEqualTo(Status.DELAY);
    await().until(() -> !recalled.states.isEmpty());
    site().pass(NfsConfig.DEFAULT.leaseMillis() - 1);
    assertThat(session.call(new Compound(), false).status()).isEqualTo(Status.OK);
    site().pass(1);
    await().until(() -> writer.call(WRITE, true).status() == Status.OK);
    assertThat(SequenceStatus.of(session.call(new Compound(), false).sequence().statusFlags()))
        .containsExactly(SequenceStatus.RECALLABLE_STATE_REVOKED);
    assertThat(session.call(new Compound().freeStateId(delegated.delegation()), true).status())
        .isEqualTo(Status.OK);
    assertThat(session.call(new Compound(), false).sequence().statusFlags()).isZero();
  }

  @Test
  @DisplayName("2.10.6.3: a recall that was lost with a session is sent over the next one")
  void overNextSession() throws Exception {
    Recalled recalled = new Recalled();
    SessionOptions options = SessionOptions.of("mover").withCallbacks(recalled);
    Delegated delegated = delegate(options);
    assertThat(delegated.session().destroy()).isEqualTo(Status.OK);
    ClientSession writer = site().session("writer");
    assertThat(writer.call(WRITE, true).status()).isEqualTo(Status.DELAY);
    assertThat(recalled.states).isEmpty();
    ClientSession next =
        ClientSession.open(
            site().client(),
            site().connect(),
            options.reclaiming(),
            delegated.session().clientId(),
            2);
    await().until(() -> recalled.states.contains(delegated.delegation()));
    assertThat(next.call(new Compound(), false).sequence().statusFlags()).isZero();
  }

  @Test
  @DisplayName("18.46.3: a back channel without a connection is told, and mended by a binding")
  void pathDown() throws Exception {
    ClientSession session = site().session("path");
    var first = site().connect();
    assertThat(session.call(new Compound(), false).sequence().statusFlags()).isZero();
    session.use(first);
    List<NfsAdmin.ConnectionInfo> bound = site().shown(session.key()).connections();
    assertThat(bound).hasSize(1);
    assertThat(site().nfs().admin().closeConnection(bound.getFirst().id())).isTrue();
    await()
        .until(
            () ->
                SequenceStatus.of(session.call(new Compound(), false).sequence().statusFlags())
                    .containsAll(
                        Set.of(SequenceStatus.CB_PATH_DOWN, SequenceStatus.CB_PATH_DOWN_SESSION)));
    assertThat(session.bind(first, ChannelDirection.FORE_OR_BOTH)).isEqualTo(Binding.BOTH);
    assertThat(session.call(new Compound(), false).sequence().statusFlags()).isZero();
  }

  @Test
  @DisplayName("18.34.3: four directions of a binding")
  void directions() throws Exception {
    ClientSession session = site().session("directions");
    assertThat(session.bind(site().connect(), ChannelDirection.FORE)).isEqualTo(Binding.FORE);
    assertThat(session.bind(site().connect(), ChannelDirection.BACK)).isEqualTo(Binding.BACK);
    assertThat(session.bind(site().connect(), ChannelDirection.FORE_OR_BOTH))
        .isEqualTo(Binding.BOTH);
    assertThat(session.bind(site().connect(), ChannelDirection.BACK_OR_BOTH))
        .isEqualTo(Binding.BOTH);
  }

  @Test
  @DisplayName("10.4: who cannot be called back is given no delegation")
  void withoutBackChannel() throws Exception {
    ClientSession session =
        site().session(SessionOptions.of("deaf").withFlags(CreateSessionFlags.PERSIST));
    CompoundReply reply =
        session.call(
            new Compound()
                .putRootFileHandle()
                .open(
                    OpenRequest.create(
                        "file", OpenRequest.READ | OpenRequest.WANT_READ_DELEGATION, "me")),
            true);
    XdrReader from = reply.orThrow().read(Op.OPEN);
    StateId.read(from);
    from.skip(24);
    from.skip(4 * from.readCount(8));
    assertThat(from.readInt()).isNotEqualTo(1);
  }
}
