package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CREATE, REMOVE, LINK and RENAME (RFC 8881, 18.4, 18.25, 18.9, 18.26). */
class NamingTest {

  private static final TreeSettings FEW =
      new TreeSettings(1 << 20, 1 << 20, 1 << 20, 1 << 20, 12, 8, 3, 10);

  private final World world = new World(FEW, Reclaims.NONE);
  private final World.Caller root = world.root(1).withoutBackChannel();
  private final World.Caller ann = world.user(2, 100);

  private void file(String... path) {
    Request[] requests = new Request[path.length + 2];
    requests[0] = Request.putRoot();
    for (int i = 0; i < path.length - 1; i++) {
      requests[i + 1] = Request.lookup(path[i]);
    }
    requests[path.length] =
        OpenRequest.named(path[path.length - 1]).guarded(Values.none()).please();
    requests[path.length + 1] = Request.close(StateId.CURRENT);
    root.done(requests);
  }

  private Answer rename(String from, String to) {
    return root.ask(Request.putRoot(), Request.save(), Request.rename(from, to));
  }

  private Answer renameInto(String from, String directory, String to) {
    return root.ask(
        Request.putRoot(), Request.save(), Request.lookup(directory), Request.rename(from, to));
  }

  private Answer link(String name, String newName) {
    return root.ask(
        Request.putRoot(),
        Request.lookup(name),
        Request.save(),
        Request.putRoot(),
        Request.link(newName));
  }

  private int links(byte[] handle) throws XdrException {
    return root.done(Request.putHandle(handle), Request.getAttributes(35)).attributes().readInt();
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "6, 1", "7, 1"})
  void whatIsMadeIsWhatWasAskedFor(int type, int links) throws XdrException {
    Answer answer =
        root.done(
            Request.putRoot(),
            Request.create(type, "it", Values.none().mode(0751)),
            Request.getAttributes(1, 33, 35));
    XdrReader made = answer.at(1);
    assertThat(made.readBoolean()).isTrue();
    assertThat(made.readLong()).isLessThan(made.readLong());
    assertThat(Bitmap.read(made)).isEqualTo(Bitmap.of(33));
    XdrReader from = answer.attributes();
    assertThat(from.readInt()).isEqualTo(type);
    assertThat(from.readInt()).isEqualTo(0751);
    assertThat(from.readInt()).isEqualTo(links);
  }

  @Test
  void aDeviceIsMadeByRootAlone() throws XdrException {
    Answer answer =
        root.done(Request.putRoot(), Request.device(3, "b", 8, 17), Request.getAttributes(1, 41));
    XdrReader from = answer.attributes();
    assertThat(from.readInt()).isEqualTo(3);
    assertThat(from.readInt()).isEqualTo(8);
    assertThat(from.readInt()).isEqualTo(17);
    ann.refused(Status.PERM, Request.putRoot(), Request.device(3, "c", 8, 17));
    ann.done(Request.putRoot(), Request.create(7, "p", Values.none()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 9, 77, -1})
  void whatCreateDoesNotMakeIsABadType(int type) {
    root.refused(Status.BADTYPE, Request.putRoot(), Request.create(type, "x", Values.none()));
  }

  @Test
  void aLinkSaysSomethingButNotTooMuch() {
    root.refused(Status.INVAL, Request.putRoot(), Request.symbolicLink("l", ""));
    root.refused(
        Status.NAMETOOLONG, Request.putRoot(), Request.symbolicLink("l", "a".repeat(4097)));
    root.done(Request.putRoot(), Request.symbolicLink("l", "a".repeat(4096)));
  }

  @Test
  void aNameIsGivenOnce() {
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    root.refused(Status.EXIST, Request.putRoot(), Request.makeDirectory("a"));
    root.refused(Status.EXIST, Request.putRoot(), Request.symbolicLink("a", "b"));
    file("f");
    root.refused(Status.EXIST, Request.putRoot(), Request.makeDirectory("f"));
    assertThat(link("f", "a").status()).isEqualTo(Status.EXIST);
  }

  @Test
  void namesAreInDirectoriesOnly() {
    file("f");
    Request[] at = {Request.putRoot(), Request.lookup("f")};
    root.refused(Status.NOTDIR, at[0], at[1], Request.makeDirectory("x"));
    root.refused(Status.NOTDIR, at[0], at[1], Request.remove("x"));
    root.refused(Status.NOTDIR, at[0], at[1], Request.save(), Request.link("x"));
    root.refused(Status.NOTDIR, at[0], at[1], Request.save(), Request.rename("x", "y"));
    root.refused(Status.NOTDIR, at[0], Request.save(), at[1], Request.rename("f", "y"));
  }

  @Test
  void theTreeHoldsSoManyFiles() {
    for (int i = 0; i < 6; i++) {
      root.done(Request.putRoot(), Request.makeDirectory("d" + i));
    }
    for (int i = 0; i < 6; i++) {
      root.done(Request.putRoot(), Request.lookup("d0"), Request.makeDirectory("d" + i));
    }
    root.refused(Status.NOSPC, Request.putRoot(), Request.makeDirectory("more"));
    root.done(Request.putRoot(), Request.remove("d5"));
    root.done(Request.putRoot(), Request.makeDirectory("more"));
  }

  @Test
  void aDirectoryHoldsSoManyNames() {
    for (int i = 0; i < 8; i++) {
      root.done(Request.putRoot(), Request.makeDirectory("d" + i));
    }
    root.refused(Status.NOSPC, Request.putRoot(), Request.makeDirectory("more"));
    root.refused(
        Status.NOSPC, Request.putRoot(), OpenRequest.named("more").guarded(Values.none()).please());
    root.done(Request.putRoot(), Request.lookup("d0"), Request.makeDirectory("more"));
    assertThat(
            root.ask(
                    Request.putRoot(),
                    Request.lookup("d0"),
                    Request.save(),
                    Request.putRoot(),
                    Request.rename("more", "more"))
                .status())
        .isEqualTo(Status.NOSPC);
    assertThat(rename("d7", "other").status()).isEqualTo(Status.OK);
  }

  @Test
  void onlyWhatIsEmptyIsRemoved() {
    root.done(Request.putRoot(), Request.makeDirectory("a"), Request.makeDirectory("b"));
    root.refused(Status.NOTEMPTY, Request.putRoot(), Request.remove("a"));
    root.refused(Status.NOENT, Request.putRoot(), Request.remove("c"));
    root.done(Request.putRoot(), Request.lookup("a"), Request.remove("b"));
    root.done(Request.putRoot(), Request.remove("a"));
  }

  @Test
  void aDirectoryIsNamedByItsOwnNameAndByThoseInIt() throws XdrException {
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    byte[] a = root.handle("a");
    assertThat(links(a)).isEqualTo(2);
    root.done(Request.putHandle(a), Request.makeDirectory("b"));
    root.done(Request.putHandle(a), Request.makeDirectory("c"));
    assertThat(links(a)).isEqualTo(4);
    root.done(Request.putHandle(a), Request.remove("b"));
    assertThat(links(a)).isEqualTo(3);
    root.done(Request.putHandle(a), Request.save(), Request.putRoot(), Request.rename("c", "c"));
    assertThat(links(a)).isEqualTo(2);
  }

  @Test
  void aFileHasSoManyNames() throws XdrException {
    file("f");
    byte[] handle = root.handle("f");
    assertThat(link("f", "g").status()).isEqualTo(Status.OK);
    assertThat(link("f", "h").status()).isEqualTo(Status.OK);
    assertThat(link("f", "i").status()).isEqualTo(Status.MLINK);
    assertThat(links(handle)).isEqualTo(3);
    root.done(Request.putRoot(), Request.remove("f"));
    root.done(Request.putRoot(), Request.remove("g"));
    assertThat(links(handle)).isEqualTo(1);
    root.done(Request.putRoot(), Request.remove("h"));
    root.refused(Status.STALE, Request.putHandle(handle));
  }

  @Test
  void aDirectoryHasOneName() {
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    assertThat(link("a", "b").status()).isEqualTo(Status.ISDIR);
  }

  /** 18.26.3: what may replace what. */
  @Test
  void aRenameReplacesLikeByLike() {
    file("f");
    file("g");
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    root.done(Request.putRoot(), Request.makeDirectory("b"));
    root.done(Request.putRoot(), Request.makeDirectory("full"), Request.makeDirectory("in"));
    assertThat(rename("a", "f").status()).isEqualTo(Status.EXIST);
    assertThat(rename("f", "a").status()).isEqualTo(Status.EXIST);
    assertThat(rename("a", "full").status()).isEqualTo(Status.EXIST);
    assertThat(rename("f", "full").status()).isEqualTo(Status.EXIST);
    assertThat(rename("none", "a").status()).isEqualTo(Status.NOENT);
    assertThat(rename("f", "g").status()).isEqualTo(Status.OK);
    assertThat(rename("full", "a").status()).isEqualTo(Status.OK);
    root.refused(Status.NOENT, Request.putRoot(), Request.lookup("f"));
    root.done(Request.putRoot(), Request.lookup("a"), Request.lookup("in"));
  }

  @Test
  void aRenameTellsHowBothDirectoriesChanged() throws XdrException {
    file("f");
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    XdrReader from = renameInto("f", "a", "g").last();
    for (int i = 0; i < 2; i++) {
      assertThat(from.readBoolean()).isTrue();
      assertThat(from.readLong()).isLessThan(from.readLong());
    }
    from.requireEnd();
  }

  @Test
  void aRenameToAnotherNameOfTheSameFileDoesNothing() throws XdrException {
    file("f");
    link("f", "g");
    for (String to : new String[] {"f", "g"}) {
      XdrReader from = rename("f", to).last();
      for (int i = 0; i < 2; i++) {
        assertThat(from.readBoolean()).isTrue();
        assertThat(from.readLong()).isEqualTo(from.readLong());
      }
    }
    root.done(Request.putRoot(), Request.lookup("f"));
    root.done(Request.putRoot(), Request.lookup("g"));
  }

  @Test
  void aDirectoryDoesNotMoveIntoItself() {
    root.done(Request.putRoot(), Request.makeDirectory("a"), Request.makeDirectory("b"));
    assertThat(renameInto("a", "a", "c").status()).isEqualTo(Status.INVAL);
    assertThat(
            root.ask(
                    Request.putRoot(),
                    Request.save(),
                    Request.lookup("a"),
                    Request.lookup("b"),
                    Request.rename("a", "c"))
                .status())
        .isEqualTo(Status.INVAL);
    assertThat(
            root.ask(
                    Request.putRoot(),
                    Request.lookup("a"),
                    Request.save(),
                    Request.putRoot(),
                    Request.rename("b", "a"))
                .status())
        .isEqualTo(Status.EXIST);
  }

  @Test
  void theWayUpFollowsAMovedDirectory() throws XdrException {
    root.done(Request.putRoot(), Request.makeDirectory("a"));
    root.done(Request.putRoot(), Request.makeDirectory("b"));
    renameInto("b", "a", "c");
    Answer up =
        root.done(
            Request.putRoot(),
            Request.lookup("a"),
            Request.lookup("c"),
            Request.lookupParent(),
            Request.getHandle());
    assertThat(up.handle()).isEqualTo(root.handle("a"));
  }

  @Test
  void whoMayNotWriteADirectoryChangesNoNames() {
    root.done(Request.putRoot(), Request.makeDirectory("a"), Request.makeDirectory("b"));
    file("f");
    Request[] a = {Request.putRoot(), Request.lookup("a")};
    ann.refused(Status.ACCESS, a[0], a[1], Request.makeDirectory("c"));
    ann.refused(Status.ACCESS, a[0], a[1], Request.remove("b"));
    ann.refused(
        Status.ACCESS, a[0], a[1], Request.save(), Request.putRoot(), Request.rename("b", "c"));
    ann.refused(Status.ACCESS, a[0], Request.save(), a[1], Request.rename("f", "f"));
    ann.refused(
        Status.ACCESS,
        Request.putRoot(),
        Request.lookup("f"),
        Request.save(),
        a[0],
        a[1],
        Request.link("f"));
    ann.refused(Status.ACCESS, a[0], a[1], OpenRequest.named("n").guarded(Values.none()).please());
  }
}
