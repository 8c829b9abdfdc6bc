package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import org.junit.jupiter.api.Test;

/** Filehandles, and going up and down (RFC 8881, 4.2, 16.2.3.1, 18.8, 18.13 to 18.14, 18.19 on). */
class HandleTest {

  private final World world = new World();
  private final World.Caller root = world.root(1);

  @Test
  void anOperationOnTheCurrentHandleNeedsOne() {
    for (Request request :
        new Request[] {
          Request.getHandle(),
          Request.save(),
          Request.lookup("a"),
          Request.lookupParent(),
          Request.getAttributes(1),
          Request.setAttributes(StateId.ANONYMOUS, Values.none()),
          Request.access(1),
          Request.makeDirectory("a"),
          Request.remove("a"),
          Request.link("a"),
          Request.rename("a", "b"),
          Request.readLink(),
          Request.read(StateId.ANONYMOUS, 0, 1),
          Request.write(StateId.ANONYMOUS, 0, new byte[1]),
          Request.commit(0, 0),
          Request.readDirectory(0, 0, 0, 1000),
          Request.verify(Values.none()),
          Request.notVerify(Values.none()),
          Request.securityOf("a"),
          Request.security(0),
          OpenRequest.named("a").please(),
          Request.close(StateId.CURRENT),
          Request.downgrade(StateId.CURRENT, 1, 0),
          Request.returnDelegation(StateId.CURRENT)
        }) {
      root.refused(Status.NOFILEHANDLE, request);
    }
  }

  /** 18.27.3. */
  @Test
  void nothingIsRestoredThatWasNotSaved() {
    root.refused(Status.NOFILEHANDLE, Request.putRoot(), Request.restore());
    root.refused(Status.NOFILEHANDLE, Request.putRoot(), Request.link("a"));
    root.refused(Status.NOFILEHANDLE, Request.putRoot(), Request.rename("a", "b"));
  }

  @Test
  void whatIsSavedIsRestored() throws XdrException {
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    byte[] a = root.handle("a");
    Answer answer =
        root.done(
            Request.putHandle(a),
            Request.save(),
            Request.putRoot(),
            Request.restore(),
            Request.getHandle());
    assertThat(answer.handle()).isEqualTo(a);
  }

  @Test
  void thePublicHandleIsTheRoots() throws XdrException {
    Answer answer = root.done(Request.of(Op.PUTPUBFH), Request.getHandle());
    assertThat(answer.handle()).isEqualTo(root.handle());
  }

  @Test
  void aHandleThatWasNeverGivenOutIsBad() throws XdrException {
    byte[] handle = root.handle();
    for (int at : new int[] {0, 1, 2, 3}) {
      byte[] changed = handle.clone();
      changed[at] ^= 0x40;
      root.refused(Status.BADHANDLE, Request.putHandle(changed));
    }
    root.refused(Status.BADHANDLE, Request.putHandle(new byte[0]));
    root.refused(Status.BADHANDLE, Request.putHandle(new byte[128]));
    root.refused(Status.BADXDR, Request.putHandle(new byte[129]));
  }

  @Test
  void theHandleOfARemovedFileIsStale() throws XdrException {
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    byte[] a = root.handle("a");
    root.done(Request.putRoot(), Request.remove("a"));
    root.refused(Status.STALE, Request.putHandle(a));
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    root.refused(Status.STALE, Request.putHandle(a));
  }

  @Test
  void aHandleOfATreeThatWasThrownAwayIsStaleInTheNext() throws XdrException {
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    byte[] a = root.handle("a");
    World next = new World();
    next.now = world.now + 1;
    next.root(1).done(Request.putRoot(), Request.makeDirectory("a"));
    next.root(1).refused(Status.STALE, Request.putHandle(a));
  }

  @Test
  void aFileHasOneHandleByWhateverNameOrTime() throws XdrException {
    root.done(Request.putRoot(), OpenRequest.named("f").guarded(Values.none()).please());
    byte[] handle = root.handle("f");
    root.done(Request.putHandle(handle), Request.save(), Request.putRoot(), Request.link("g"));
    root.done(Request.putRoot(), Request.save(), Request.rename("f", "h"));
    assertThat(root.handle("g")).isEqualTo(handle);
    assertThat(root.handle("h")).isEqualTo(handle);
  }

  /** 18.13.4 and 18.14.4. */
  @Test
  void onlyDirectoriesLeadOn() {
    root.done(Request.putRoot(), Request.symbolicLink("link", "nowhere"));
    root.done(Request.putRoot(), Request.create(7, "fifo", Values.none()));
    root.refused(Status.SYMLINK, Request.putRoot(), Request.lookup("link"), Request.lookup("a"));
    root.refused(Status.NOTDIR, Request.putRoot(), Request.lookup("fifo"), Request.lookup("a"));
    root.refused(Status.SYMLINK, Request.putRoot(), Request.lookup("link"), Request.lookupParent());
    root.refused(Status.NOTDIR, Request.putRoot(), Request.lookup("fifo"), Request.lookupParent());
  }

  @Test
  void theWayUpEndsAtTheRoot() throws XdrException {
    root.done(Request.putRoot(), Request.makeDirectory("a"), Request.makeDirectory("b"));
    Answer up =
        root.done(
            Request.putRoot(),
            Request.lookup("a"),
            Request.lookup("b"),
            Request.lookupParent(),
            Request.getHandle());
    assertThat(up.handle()).isEqualTo(root.handle("a"));
    root.refused(Status.NOENT, Request.putRoot(), Request.lookupParent());
    root.done(Request.putRoot(), Request.lookup("sessions"), Request.lookupParent());
  }

  /** 16.2.3.1.2 and 8.2.3. */
  @Test
  void aHandleThatChangesTakesTheCurrentStateIdAway() {
    root.done(
        Request.putRoot(),
        OpenRequest.named("f").access(3).guarded(Values.none()).please(),
        Request.write(StateId.CURRENT, 0, new byte[3]),
        Request.save(),
        Request.putRoot(),
        Request.restore(),
        Request.close(StateId.CURRENT));
    root.refused(
        Status.BAD_STATEID,
        Request.putRoot(),
        OpenRequest.named("f").please(),
        Request.putRoot(),
        Request.lookup("f"),
        Request.close(StateId.CURRENT));
    root.refused(
        Status.BAD_STATEID,
        Request.putRoot(),
        Request.lookup("f"),
        Request.read(StateId.CURRENT, 0, 1));
  }

  /** 2.6.3.1.1.8, 18.29 and 18.45. */
  @Test
  void askingForSecurityConsumesTheHandle() throws XdrException {
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    for (Request request : new Request[] {Request.securityOf("a"), Request.security(0)}) {
      Answer answer = root.done(Request.putRoot(), request);
      assertThat(answer.last().readInt()).isEqualTo(2);
      root.refused(Status.NOFILEHANDLE, Request.putRoot(), request, Request.getHandle());
    }
    root.refused(Status.NOENT, Request.putRoot(), Request.securityOf("b"));
    root.refused(Status.NOENT, Request.putRoot(), Request.security(1));
    root.done(Request.putRoot(), Request.lookup("a"), Request.security(1));
    root.refused(Status.BADXDR, Request.putRoot(), Request.security(2));
  }
}
