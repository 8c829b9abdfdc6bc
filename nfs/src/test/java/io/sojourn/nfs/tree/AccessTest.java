package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what (RFC 8881, 6.3.2.1 and 18.1). */
class AccessTest {

  private final World world = new World();
  private final World.Caller root = world.root(1);
  private final World.Caller ann = world.user(2, 100);
  private final World.Caller ben = world.user(3, 200);

  private static final int ALL = 0x3f;

  private int access(World.Caller who, int asked, String name) throws XdrException {
    XdrReader from =
        who.done(Request.putRoot(), Request.lookup(name), Request.access(asked)).last();
    assertThat(from.readInt() & ~asked).as("no more is supported than was asked for").isZero();
    return from.readInt();
  }

  @ParameterizedTest
  @CsvSource({
    "0700, 0x1f, 0x00, 0x1f", // a directory: read, look up, modify, extend, delete
    "0750, 0x1f, 0x00, 0x1f",
    "0755, 0x1f, 0x03, 0x1f",
    "0722, 0x1f, 0x0c, 0x1f",
    "0000, 0x00, 0x00, 0x1f"
  })
  void ofADirectory(String mode, String owner, String other, String rootMay) throws XdrException {
    Values values = Values.none().mode(Integer.parseInt(mode, 8));
    ann.done(Request.putRoot(), Request.create(2, "d", values));
    assertThat(access(ann, ALL, "d")).isEqualTo(Integer.decode(owner));
    assertThat(access(ben, ALL, "d")).isEqualTo(Integer.decode(other));
    assertThat(access(root, ALL, "d")).isEqualTo(Integer.decode(rootMay));
  }

  @ParameterizedTest
  @CsvSource({
    "0600, 0x0d, 0x00, 0x0d", // a file: read, modify, extend, execute
    "0755, 0x2d, 0x21, 0x2d",
    "0070, 0x00, 0x00, 0x2d",
    "0007, 0x00, 0x2d, 0x2d",
    "0444, 0x01, 0x01, 0x0d"
  })
  void ofAFile(String mode, String owner, String other, String rootMay) throws XdrException {
    Values values = Values.none().mode(Integer.parseInt(mode, 8));
    ann.done(Request.putRoot(), OpenRequest.named("f").guarded(values).please());
    assertThat(access(ann, ALL, "f")).isEqualTo(Integer.decode(owner));
    assertThat(access(ben, ALL, "f")).isEqualTo(Integer.decode(other));
    assertThat(access(root, ALL, "f")).isEqualTo(Integer.decode(rootMay));
  }

  @Test
  void aGroupIsAnyOfTheUsersGroups() throws XdrException {
    ann.done(Request.putRoot(), Request.create(2, "d", Values.none().mode(0750)));
    Principal inGroup = new Principal(Principal.AUTH_SYS, 300, 300, List.of(7L, 100L));
    assertThat(access(world.new Caller(4, inGroup, false), ALL, "d")).isEqualTo(0x03);
  }

  @Test
  void whoShowsNoCredentialIsNobody() throws XdrException {
    World.Caller nobody = world.new Caller(5, Principal.NONE, false);
    ann.done(Request.putRoot(), Request.create(2, "d", Values.none().mode(0705)));
    assertThat(access(nobody, ALL, "d")).isEqualTo(0x03);
    nobody.done(Request.putRoot(), Request.makeDirectory("mine"), Request.getAttributes(36));
    root.done(Request.putRoot(), Request.create(2, "roots", Values.none().mode(0700)));
    assertThat(access(nobody, ALL, "roots")).isZero();
  }

  @Test
  void whatIsNoBitOfTheProtocolIsRefused() {
    root.refused(Status.INVAL, Request.putRoot(), Request.access(0x40));
  }

  @Test
  void aDirectoryIsReadSearchedAndWrittenSeparately() {
    ann.done(Request.putRoot(), Request.create(2, "d", Values.none().mode(0777)));
    ann.done(Request.putRoot(), Request.lookup("d"), Request.makeDirectory("in"));
    setMode("d", 0704);
    ben.done(Request.putRoot(), Request.lookup("d"), Request.readDirectory(0, 0, 0, 1000, 1));
    ben.refused(Status.ACCESS, Request.putRoot(), Request.lookup("d"), Request.lookup("in"));
    setMode("d", 0701);
    ben.done(Request.putRoot(), Request.lookup("d"), Request.lookup("in"));
    ben.refused(
        Status.ACCESS, Request.putRoot(), Request.lookup("d"), Request.readDirectory(0, 0, 0, 99));
    ben.refused(Status.ACCESS, Request.putRoot(), Request.lookup("d"), Request.makeDirectory("x"));
    ben.refused(Status.ACCESS, Request.putRoot(), Request.lookup("d"), Request.remove("in"));
    setMode("d", 0707);
    ben.done(Request.putRoot(), Request.lookup("d"), Request.makeDirectory("x"));
    ben.done(Request.putRoot(), Request.lookup("d"), Request.remove("in"));
  }

  private void setMode(String name, int mode) {
    root.done(
        Request.putRoot(),
        Request.lookup(name),
        Request.setAttributes(StateId.ANONYMOUS, Values.none().mode(mode)));
  }

  @Test
  void fromAStickyDirectoryEachTakesHisOwn() {
    ann.done(Request.putRoot(), Request.create(2, "d", Values.none().mode(01777)));
    for (World.Caller who : new World.Caller[] {ann, ben, root}) {
      who.done(Request.putRoot(), Request.lookup("d"), Request.makeDirectory("of" + name(who)));
    }
    ben.refused(Status.ACCESS, Request.putRoot(), Request.lookup("d"), Request.remove("ofroot"));
    ben.refused(
        Status.ACCESS,
        Request.putRoot(),
        Request.lookup("d"),
        Request.save(),
        Request.rename("ofann", "x"));
    ben.done(Request.putRoot(), Request.lookup("d"), Request.remove("ofben"));
    ann.done(Request.putRoot(), Request.lookup("d"), Request.remove("ofroot"));
  }

  private String name(World.Caller who) {
    return who == ann ? "ann" : who == ben ? "ben" : "root";
  }

  @Test
  void theGroupOfADirectoryMayBeInherited() throws XdrException {
    root.done(Request.putRoot(), Request.create(2, "d", Values.none().mode(02777).group("500")));
    ann.done(Request.putRoot(), Request.lookup("d"), Request.makeDirectory("in"));
    XdrReader from =
        ann.done(
                Request.putRoot(),
                Request.lookup("d"),
                Request.lookup("in"),
                Request.getAttributes(33, 37))
            .attributes();
    assertThat(from.readInt()).isEqualTo(02755);
    assertThat(from.readText(9)).isEqualTo("500");
  }
}
