package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attributes (RFC 8881, 5, 18.7, 18.15, 18.30, 18.31). */
class AttributeTest {

  private static final int TYPE = 1;
  private static final int CHANGE = 3;
  private static final int SIZE = 4;
  private static final int FILE_ID = 20;
  private static final int MODE = 33;
  private static final int OWNER = 36;
  private static final int GROUP = 37;
  private static final int MODIFIED = 53;

  private final World world = new World();
  private final World.Caller root = world.root(1);
  private final World.Caller ann = world.user(2, 100);
  private final World.Caller ben = world.user(3, 200);
  private byte[] file = {};

  @BeforeEach
  void makeAFileOfAnn() throws XdrException {
    ann.done(
        Request.putRoot(),
        OpenRequest.named("f").access(2).guarded(Values.none().mode(0640)).please(),
        Request.write(StateId.CURRENT, 0, new byte[10]),
        Request.close(StateId.CURRENT));
    file = ann.handle("f");
  }

  private XdrReader attributes(int... numbers) throws XdrException {
    return root.done(Request.putHandle(file), Request.getAttributes(numbers)).attributes();
  }

  private Answer set(World.Caller who, Values values) {
    return who.ask(Request.putHandle(file), Request.setAttributes(StateId.ANONYMOUS, values));
  }

  private void setRefused(Status status, World.Caller who, Values values) {
    assertThat(set(who, values).status()).isEqualTo(status);
  }

  private void setDone(World.Caller who, Values values) {
    setRefused(Status.OK, who, values);
  }

  /** 5.1: every REQUIRED attribute is supported. */
  @Test
  void everyRequiredAttributeIsThere() throws XdrException {
    XdrReader from = attributes(0);
    Bitmap supported = Bitmap.read(from);
    for (int number : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 19, 75}) {
      assertThat(supported.has(number)).as("attribute %d", number).isTrue();
    }
  }

  /** 18.7.3: what is not known is left out. */
  @Test
  void whatIsNotKnownIsLeftOutOfTheAnswer() throws XdrException {
    Answer answer = root.done(Request.putHandle(file), Request.getAttributes(TYPE, 12, 32, 80));
    assertThat(Bitmap.read(answer.last())).isEqualTo(Bitmap.of(TYPE));
  }

  @ParameterizedTest
  @ValueSource(ints = {48, 54, 74})
  void whatCanOnlyBeSetIsNotRead(int number) {
    root.refused(Status.INVAL, Request.putHandle(file), Request.getAttributes(TYPE, number));
    root.refused(Status.INVAL, Request.putRoot(), Request.readDirectory(0, 0, 0, 1000, number));
    root.refused(
        Status.INVAL,
        Request.putHandle(file),
        Request.verify(Values.none().with(number, to -> to.writeInt(0))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 8, 19, 20, 35, 47, 53, 55, 75})
  void whatCanOnlyBeReadIsNotSet(int number) {
    setRefused(Status.INVAL, ann, Values.none().with(number, to -> to.writeLong(0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 14, 25, 32, 46, 58, 80, 100})
  void whatIsNotKnownIsNotSet(int number) {
    Values values = Values.none().with(number, to -> to.writeInt(0));
    setRefused(Status.ATTRNOTSUPP, ann, values);
    ann.refused(Status.ATTRNOTSUPP, Request.putRoot(), Request.create(2, "d", values));
    ann.refused(
        Status.ATTRNOTSUPP, Request.putRoot(), OpenRequest.named("g").guarded(values).please());
    ann.refused(Status.ATTRNOTSUPP, Request.putHandle(file), Request.verify(values));
  }

  @Test
  void valuesHaveToFillTheirListExactly() {
    Values tooShort = Values.none().with(SIZE, to -> to.writeInt(0));
    Values tooLong = Values.none().with(MODE, AttributeTest::writeTwice);
    setRefused(Status.BADXDR, ann, tooShort);
    setRefused(Status.BADXDR, ann, tooLong);
  }

  /** A mode, and four bytes too many. */
  private static void writeTwice(XdrWriter to) {
    to.writeInt(0600);
    to.writeInt(0);
  }

  @Test
  void settingTellsWhatWasSet() throws XdrException {
    Answer answer = set(ann, Values.none().mode(0600).size(5).modifiedAt(7, 8));
    assertThat(Bitmap.read(answer.last())).isEqualTo(Bitmap.of(SIZE, MODE, 54));
    XdrReader from = attributes(SIZE, MODE, MODIFIED);
    assertThat(from.readLong()).isEqualTo(5);
    assertThat(from.readInt()).isEqualTo(0600);
    assertThat(NfsTime.read(from)).isEqualTo(new NfsTime(7, 8));
  }

  /** 5.8.1.4: the change attribute grows with whatever is changed. */
  @Test
  void theChangeAttributeGrowsWithEveryChange() throws XdrException {
    long before = attributes(CHANGE).readLong();
    for (Values values :
        new Values[] {
          Values.none().mode(0640), Values.none().size(3), Values.none().modifiedNow()
        }) {
      setDone(ann, values);
      long after = attributes(CHANGE).readLong();
      assertThat(after).isGreaterThan(before);
      before = after;
    }
    ann.done(Request.putHandle(file), Request.write(StateId.ANONYMOUS, 0, new byte[] {1}));
    assertThat(attributes(CHANGE).readLong()).isGreaterThan(before);
  }

  @Test
  void settingNothingChangesNothing() throws XdrException {
    long before = attributes(CHANGE).readLong();
    setDone(ben, Values.none());
    assertThat(attributes(CHANGE).readLong()).isEqualTo(before);
  }

  @Test
  void theModeIsTheOwnersToSet() throws XdrException {
    setRefused(Status.PERM, ben, Values.none().mode(0666));
    setDone(ann, Values.none().mode(0666));
    setDone(root, Values.none().mode(0444));
    setRefused(Status.INVAL, ann, Values.none().mode(010000));
    assertThat(attributes(MODE).readInt()).isEqualTo(0444);
  }

  /** 6.2.5: some bits of the mode. */
  @Test
  void theModeIsSetInPartsToo() throws XdrException {
    setDone(ann, masked(0007, 0077));
    assertThat(attributes(MODE).readInt()).isEqualTo(0607);
    setRefused(Status.INVAL, ann, masked(0100, 0077));
    setRefused(Status.INVAL, ann, masked(0007, 0077).mode(0600));
  }

  private static Values masked(int bits, int mask) {
    return Values.none()
        .with(
            74,
            to -> {
              to.writeInt(bits);
              to.writeInt(mask);
            });
  }

  @Test
  void onlyRootGivesAFileAway() throws XdrException {
    setRefused(Status.PERM, ann, Values.none().owner("200"));
    setRefused(Status.PERM, ben, Values.none().owner("200"));
    setDone(ann, Values.none().owner("100"));
    setRefused(Status.PERM, ann, Values.none().group("200"));
    setDone(ann, Values.none().group("100"));
    setDone(root, Values.none().owner("200").group("4294967295"));
    XdrReader from = attributes(OWNER, GROUP);
    assertThat(from.readText(20)).isEqualTo("200");
    assertThat(from.readText(20)).isEqualTo("4294967295");
  }

  /** 5.9: owners are told as numbers, names are unknown here. */
  @ParameterizedTest
  @ValueSource(strings = {"ann@example.org", "", "-1", "01", "+1", "4294967296", "1 ", "٣"})
  void anOwnerIsANumber(String owner) {
    setRefused(Status.BADOWNER, root, Values.none().owner(owner));
    setRefused(Status.BADOWNER, root, Values.none().group(owner));
  }

  @Test
  void anOwnerIsUtf8() {
    setRefused(
        Status.INVAL, root, Values.none().with(OWNER, to -> to.writeOpaque(new byte[] {-1})));
  }

  @Test
  void timesAreTheOwnersToSetOrTheServersToTell() {
    setRefused(Status.PERM, ben, Values.none().modifiedAt(1, 1));
    setRefused(Status.ACCESS, ben, Values.none().modifiedNow());
    setDone(ann, Values.none().mode(0666));
    setDone(ben, Values.none().modifiedNow());
    setRefused(Status.PERM, ben, Values.none().modifiedAt(1, 1));
    setRefused(Status.INVAL, ann, Values.none().modifiedAt(1, 1_000_000_000));
    setRefused(Status.INVAL, ann, Values.none().modifiedAt(1, -1));
    setDone(ann, Values.none().modifiedAt(-1, 999_999_999));
    setRefused(Status.BADXDR, ann, Values.none().with(54, to -> to.writeInt(2)));
  }

  @Test
  void onlyRegularFilesHaveASizeToSet() throws XdrException {
    root.done(Request.putRoot(), Request.makeDirectory("d"));
    Request grow = Request.setAttributes(StateId.ANONYMOUS, Values.none().size(1));
    root.refused(Status.WRONG_TYPE, Request.putRoot(), Request.lookup("d"), grow);
    root.refused(Status.INVAL, Request.putRoot(), Request.create(7, "p", Values.none().size(1)));
    setRefused(Status.FBIG, ann, Values.none().size((64L << 20) + 1));
    setRefused(Status.FBIG, ann, Values.none().size(-1));
    setRefused(Status.ACCESS, ben, Values.none().size(0));
    setDone(ann, Values.none().size(64L << 20));
    assertThat(attributes(45).readLong()).as("space_used").isEqualTo(10);
  }

  @Test
  void whoChangesAFileTakesItsPrivileges() throws XdrException {
    setDone(ann, Values.none().mode(06777));
    ben.done(Request.putHandle(file), Request.write(StateId.ANONYMOUS, 0, new byte[1]));
    assertThat(attributes(MODE).readInt()).isEqualTo(0777);
    setDone(ann, Values.none().mode(04755));
    root.done(Request.putHandle(file), Request.write(StateId.ANONYMOUS, 0, new byte[1]));
    assertThat(attributes(MODE).readInt()).isEqualTo(04755);
  }

  /** 18.31.4 and 18.15.4. */
  @Test
  void attributesAreCompared() throws XdrException {
    List<Long> now =
        root.done(Request.putHandle(file), Request.getAttributes(SIZE, FILE_ID)).longs();
    Values same = Values.none().size(10).with(FILE_ID, to -> to.writeLong(now.get(1)));
    Values other = Values.none().size(11).with(FILE_ID, to -> to.writeLong(now.get(1)));
    root.done(Request.putHandle(file), Request.verify(same), Request.notVerify(other));
    root.refused(Status.NOT_SAME, Request.putHandle(file), Request.verify(other));
    root.refused(Status.SAME, Request.putHandle(file), Request.notVerify(same));
    root.refused(
        Status.INVAL,
        Request.putHandle(file),
        Request.verify(Values.none().with(11, to -> to.writeInt(0))));
  }

  @Test
  void whatIsLeftIsTold() throws XdrException {
    int filesFree = 22;
    int spaceFree = 43;
    List<Long> before =
        root.done(Request.putRoot(), Request.getAttributes(filesFree, spaceFree)).longs();
    root.done(
        Request.putRoot(),
        OpenRequest.named("g").access(2).guarded(Values.none()).please(),
        Request.write(StateId.CURRENT, 100_000, new byte[100]));
    List<Long> after =
        root.done(Request.putRoot(), Request.getAttributes(filesFree, spaceFree)).longs();
    assertThat(after.get(0)).isEqualTo(before.get(0) - 1);
    assertThat(after.get(1)).isLessThanOrEqualTo(before.get(1) - 100);
    root.done(Request.putRoot(), Request.lookup("g"), OpenRequest.current().please());
    root.done(Request.putRoot(), Request.remove("g"));
    new ClientFiles(world.state).release(1);
    assertThat(root.done(Request.putRoot(), Request.getAttributes(filesFree, spaceFree)).longs())
        .isEqualTo(before);
  }
}
