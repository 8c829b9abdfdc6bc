package io.sojourn.nfs;

import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.OpenRequest;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.session.BackchannelControlArguments;
import io.sojourn.nfs.session.CallbackSecurity;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A client that calls every operation of a session's compounds at least once. */
final class EveryOperation {

  private static final int[] ATTRIBUTES =
      IntStream.concat(
              IntStream.rangeClosed(0, 11), IntStream.of(19, 20, 33, 35, 36, 37, 45, 47, 53))
          .toArray();

  private final ClientSession session;
  private StateId open = StateId.ANONYMOUS;

  EveryOperation(ClientSession session) {
    this.session = session;
  }

  private static Compound root() {
    return new Compound().putRootFileHandle();
  }

  /** Calls an operation, whatever is answered. */
  private CompoundReply call(Compound compound) throws Exception {
    return session.call(compound, true);
  }

  /** Those that work. */
  void use() throws Exception {
    names();
    file();
    sessions();
  }

  private void names() throws Exception {
    AttributeValues mode = new AttributeValues().mode(0755);
    call(root().makeDirectory("directory", mode).getFileHandle().getAttributes(ATTRIBUTES))
        .orThrow();
    call(root().makeSymbolicLink("link", "directory", new AttributeValues())).orThrow();
    call(root().lookup("link").readLink()).orThrow();
    call(root().lookup("directory").lookupParent().access(63)).orThrow();
    call(new Compound().putPublicFileHandle().saveFileHandle().rename("link", "other")).orThrow();
    call(root().lookup("other").saveFileHandle().putRootFileHandle().link("again")).orThrow();
    call(root().saveFileHandle().lookup("directory").restoreFileHandle().remove("again")).orThrow();
    call(root().readDirectory(0, 0, 4096, 8192, ATTRIBUTES)).orThrow();
    call(root().securityOf("directory")).orThrow();
    call(root().securityOfCurrent(false)).orThrow();
    call(root().lookup("directory").verify(mode).setAttributes(StateId.ANONYMOUS, mode)).orThrow();
    call(root().lookup("directory").verifyNot(mode)); // refused: it is the same
    byte[] handle = call(root().getFileHandle()).orThrow().read(Op.GETFH).readOpaque(128);
    call(new Compound("a tag").putFileHandle(handle).lookup("nothing")); // is not there
  }

  private void file() throws Exception {
    OpenRequest request = OpenRequest.create("file", OpenRequest.BOTH, "owner");
    open = StateId.read(call(root().open(request)).orThrow().read(Op.OPEN));
    call(root().lookup("file").write(open, 0, 0, new byte[5_000]).commit(0, 0)).orThrow();
    call(root().lookup("file").read(open, 0, 1_000)).orThrow();
    call(root().open(OpenRequest.of("file", OpenRequest.READ, "owner"))).orThrow();
    StateId now = new StateId(0, open.high(), open.low());
    call(root().lookup("file").downgrade(now, OpenRequest.READ, 0)).orThrow();
    call(new Compound().testStateIds(now, StateId.INVALID)).orThrow();
    call(new Compound().freeStateId(now)); // refused: it is open
    call(root().lookup("file").close(now)).orThrow();
    call(root().open(request.with(new OpenRequest.Creation.Exclusive(7)))); // is there already
  }

  private void sessions() throws Exception {
    call(new Compound()
            .backchannelControl(
                new BackchannelControlArguments(0x4000_0000, List.of(new CallbackSecurity.None()))))
        .orThrow();
    call(new Compound().setSsv(new byte[20], new byte[20]));
    call(new Compound().destroyClientId(session.clientId())); // refused: it has a session
    call(new Compound().reclaimComplete(true));
  }

  /** Those that the server only knows enough of to refuse them. */
  void beRefused() throws Exception {
    refused(Op.LOCK, to -> lock(to, true));
    refused(Op.LOCK, to -> lock(to, false));
    refused(
        Op.LOCKT,
        to -> {
          words(to, 1, 0, 0, 0, 5);
          owner(to);
        });
    refused(
        Op.LOCKU,
        to -> {
          words(to, 1, 0);
          open.write(to);
          words(to, 0, 0, 0, 5);
        });
    refused(Op.OPENATTR, to -> to.writeBoolean(true));
    call(new Compound().purgeDelegations(session.clientId()));
    version40();
    directoriesAndLayouts();
  }

  private void version40() throws Exception {
    refused(
        Op.OPEN_CONFIRM,
        to -> {
          open.write(to);
          to.writeInt(1);
        });
    refused(Op.RENEW, to -> to.writeLong(1));
    refused(
        Op.SETCLIENTID,
        to -> {
          to.writeLong(1);
          to.writeText("name");
          to.writeInt(0x4000_0000);
          to.writeText("tcp");
          to.writeText("127.0.0.1.8.1");
          to.writeInt(1);
        });
    refused(Op.SETCLIENTID_CONFIRM, to -> words(to, 0, 1, 2, 3));
    refused(Op.RELEASE_LOCKOWNER, EveryOperation::owner);
  }

  private void directoriesAndLayouts() throws Exception {
    refused(Op.GET_DIR_DELEGATION, to -> words(to, 1, 1, 2, 0, 1, 2, 0, 3, 4, 1, 2, 1, 2));
    refused(Op.GETDEVICEINFO, to -> words(to, 1, 2, 3, 4, 1, 1000, 1, 2));
    refused(Op.GETDEVICELIST, to -> words(to, 1, 10, 0, 0, 0, 0));
    refused(
        Op.LAYOUTCOMMIT,
        to -> {
          words(to, 0, 0, 0, 5, 0);
          open.write(to);
          words(to, 1, 0, 5, 1, 0, 1, 2, 4, 0);
        });
    refused(
        Op.LAYOUTGET,
        to -> {
          words(to, 0, 1, 2, 0, 0, 0, 5, 0, 5);
          open.write(to);
          to.writeInt(1000);
        });
    refused(
        Op.LAYOUTRETURN,
        to -> {
          words(to, 0, 1, 3, 1, 0, 0, 0, 5);
          open.write(to);
          words(to, 0);
        });
    refused(Op.WANT_DELEGATION, to -> words(to, 0x100, 4));
  }

  private void refused(int operation, Consumer<XdrWriter> arguments) throws Exception {
    XdrWriter to = new XdrWriter();
    arguments.accept(to);
    call(root().raw(operation, to.toBytes()));
  }

  private void lock(XdrWriter to, boolean newOwner) {
    words(to, 2, 0, 0, 0, 0, 5, newOwner ? 1 : 0);
    if (newOwner) {
      to.writeInt(1);
      open.write(to);
      to.writeInt(0);
      owner(to);
    } else {
      open.write(to);
      to.writeInt(0);
    }
  }

  private static void owner(XdrWriter to) {
    to.writeLong(1);
    to.writeText("owner");
  }

  private static void words(XdrWriter to, int... words) {
    for (int word : words) {
      to.writeInt(word);
    }
  }
}
