package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.testing.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** READ, WRITE, COMMIT, READLINK and the size of files (RFC 8881, 18.22, 18.32, 18.3, 18.24). */
class DataTest {

  private static final int BLOCK = FileData.BLOCK_BYTES;
  private static final long FILE_MAX = 4L * BLOCK;
  private static final TreeSettings SMALL =
      new TreeSettings(1 << 20, 1 << 20, FILE_MAX, 6L * BLOCK, 10, 10, 10, 10);

  private final World world = new World(SMALL, Reclaims.NONE);
  private final World.Caller who = world.root(1);
  private byte[] file = {};

  @BeforeEach
  void makeAFile() throws XdrException {
    file = make("f");
  }

  private byte[] make(String name) throws XdrException {
    who.done(
        Request.putRoot(),
        OpenRequest.named(name).guarded(Values.none()).please(),
        Request.close(StateId.CURRENT));
    return who.handle(name);
  }

  private Answer write(byte[] handle, long offset, byte[] bytes) {
    return who.ask(Request.putHandle(handle), Request.write(StateId.ANONYMOUS, offset, bytes));
  }

  private byte[] read(long offset, int count, boolean end) throws XdrException {
    XdrReader from =
        who.done(Request.putHandle(file), Request.read(StateId.ANONYMOUS, offset, count)).last();
    assertThat(from.readBoolean()).as("end of the file").isEqualTo(end);
    byte[] bytes = from.readOpaque(1 << 20);
    from.requireEnd();
    return bytes;
  }

  private void truncate(long size) {
    who.done(
        Request.putHandle(file),
        Request.setAttributes(StateId.ANONYMOUS, Values.none().size(size)));
  }

  private static byte[] filled(int count, int value) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void whatIsWrittenIsReadAndWhatIsNotReadsAsZeros() throws XdrException {
    write(file, 5, new byte[] {1, 2, 3});
    assertThat(read(0, 100, true)).containsExactly(0, 0, 0, 0, 0, 1, 2, 3);
    assertThat(read(5, 2, false)).containsExactly(1, 2);
    assertThat(read(6, 2, true)).containsExactly(2, 3);
    assertThat(read(8, 1, true)).isEmpty();
    assertThat(read(1L << 40, 1, true)).isEmpty();
    assertThat(read(-1, 1, true)).as("offsets have no sign").isEmpty();
    assertThat(read(0, 0, false)).isEmpty();
  }

  /** 18.32.3: whatever is asked, what is answered is on disk. */
  @Test
  void aWriteIsStableWhateverIsAsked() throws XdrException {
    for (int stable = 0; stable <= 2; stable++) {
      int asked = stable;
      Answer answer =
          who.done(
              Request.putHandle(file),
              Request.of(
                  Op.WRITE,
                  to -> {
                    StateId.ANONYMOUS.write(to);
                    to.writeLong(0);
                    to.writeInt(asked);
                    to.writeOpaque(new byte[5]);
                  }),
              Request.commit(0, 0));
      XdrReader written = answer.at(1);
      assertThat(written.readInt()).isEqualTo(5);
      assertThat(written.readInt()).isEqualTo(2);
      assertThat(written.readLong()).isEqualTo(answer.last().readLong());
    }
    who.refused(
        Status.BADXDR,
        Request.putHandle(file),
        Request.of(
            Op.WRITE,
            to -> {
              StateId.ANONYMOUS.write(to);
              to.writeLong(0);
              to.writeInt(3);
              to.writeOpaque(new byte[5]);
            }));
    who.refused(Status.INVAL, Request.putHandle(file), Request.commit(-1, 1));
  }

  @Test
  void aWriteOfNothingChangesNothing() throws XdrException {
    Answer before = who.done(Request.putHandle(file), Request.getAttributes(3, 4));
    assertThat(write(file, 100, new byte[0]).status()).isEqualTo(Status.OK);
    Answer after = who.done(Request.putHandle(file), Request.getAttributes(3, 4));
    assertThat(after.longs()).isEqualTo(before.longs());
  }

  @Test
  void aFileGrowsToItsBound() {
    assertThat(write(file, FILE_MAX - 1, new byte[] {1}).status()).isEqualTo(Status.OK);
    assertThat(write(file, FILE_MAX, new byte[] {1}).status()).isEqualTo(Status.FBIG);
    assertThat(write(file, FILE_MAX - 1, new byte[] {1, 2}).status()).isEqualTo(Status.FBIG);
    assertThat(write(file, Long.MAX_VALUE, new byte[] {1}).status()).isEqualTo(Status.FBIG);
    assertThat(write(file, -1, new byte[] {1}).status()).isEqualTo(Status.FBIG);
  }

  @Test
  void allFilesTogetherHaveABound() throws XdrException {
    byte[] other = make("g");
    assertThat(write(file, 0, filled(4 * BLOCK, 1)).status()).isEqualTo(Status.OK);
    assertThat(write(other, 0, filled(3 * BLOCK, 1)).status()).isEqualTo(Status.NOSPC);
    assertThat(write(other, 0, filled(2 * BLOCK, 1)).status()).isEqualTo(Status.OK);
    assertThat(write(other, 2 * BLOCK, new byte[1]).status()).isEqualTo(Status.NOSPC);
    truncate(BLOCK);
    assertThat(write(other, 2 * BLOCK, filled(2 * BLOCK, 1)).status()).isEqualTo(Status.OK);
  }

  @Test
  void whatWasCutOffDoesNotComeBack() throws XdrException {
    write(file, 0, filled(2 * BLOCK, 7));
    truncate(BLOCK + 3);
    truncate(2 * BLOCK);
    byte[] all = read(0, 2 * BLOCK, true);
    assertThat(Arrays.copyOf(all, BLOCK + 3)).isEqualTo(filled(BLOCK + 3, 7));
    assertThat(Arrays.copyOfRange(all, BLOCK + 3, 2 * BLOCK)).isEqualTo(new byte[BLOCK - 3]);
  }

  @Test
  void onlyRegularFilesHaveBytes() {
    who.done(Request.putRoot(), Request.makeDirectory("d"));
    who.done(Request.putRoot(), Request.symbolicLink("l", "../where/ever"));
    who.done(Request.putRoot(), Request.create(6, "s", Values.none()));
    for (Request request :
        new Request[] {
          Request.read(StateId.ANONYMOUS, 0, 1),
          Request.write(StateId.ANONYMOUS, 0, new byte[1]),
          Request.commit(0, 0)
        }) {
      who.refused(Status.ISDIR, Request.putRoot(), Request.lookup("d"), request);
      who.refused(Status.SYMLINK, Request.putRoot(), Request.lookup("l"), request);
      who.refused(Status.WRONG_TYPE, Request.putRoot(), Request.lookup("s"), request);
    }
  }

  @Test
  void onlyALinkIsReadAsALink() throws XdrException {
    who.done(Request.putRoot(), Request.symbolicLink("l", "../where/ever"));
    Answer answer = who.done(Request.putRoot(), Request.lookup("l"), Request.readLink());
    assertThat(answer.last().readText(100)).isEqualTo("../where/ever");
    who.refused(Status.WRONG_TYPE, Request.putHandle(file), Request.readLink());
    who.refused(Status.WRONG_TYPE, Request.putRoot(), Request.readLink());
  }

  /** Random writes and cuts, beside an array. */
  @Test
  void aFileIsLikeAnArray() {
    Seeds.run(30, seed -> new DataTest().compare(new Random(seed)));
  }

  private void compare(Random random) throws XdrException {
    makeAFile();
    byte[] expected = {};
    for (int step = 0; step < 60; step++) {
      if (random.nextInt(4) == 0) {
        int size = random.nextInt((int) FILE_MAX);
        truncate(size);
        expected = Arrays.copyOf(expected, size);
      } else {
        int offset = near(random);
        byte[] bytes = new byte[Math.min(random.nextInt(1, 2 * BLOCK), (int) FILE_MAX - offset)];
        random.nextBytes(bytes);
        write(file, offset, bytes);
        expected = Arrays.copyOf(expected, Math.max(expected.length, offset + bytes.length));
        System.arraycopy(bytes, 0, expected, offset, bytes.length);
      }
      int from = near(random);
      int count = random.nextInt(3 * BLOCK);
      int to = Math.max(from, Math.min(expected.length, from + count));
      byte[] part = from > expected.length ? new byte[0] : Arrays.copyOfRange(expected, from, to);
      assertThat(read(from, count, from + count >= expected.length)).isEqualTo(part);
    }
  }

  /** An offset, often at the edge of a block. */
  private static int near(Random random) {
    return random.nextBoolean()
        ? random.nextInt((int) FILE_MAX)
        : Math.max(0, random.nextInt(4) * BLOCK + random.nextInt(-2, 3));
  }
}
