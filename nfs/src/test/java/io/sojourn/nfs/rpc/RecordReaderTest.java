package io.sojourn.nfs.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sojourn.nfs.client.RawConnection;
import io.sojourn.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecordReaderTest {

  private static final int BYTES_MAX = 4096;
  private static final int FRAGMENTS_MAX = 64;

  private final RecordReader reader = new RecordReader(BYTES_MAX, FRAGMENTS_MAX);

  private static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private List<byte[]> readAll(RecordReader from, byte[] stream, int... cuts) throws BrokenStream {
    List<byte[]> records = new ArrayList<>();
    int at = 0;
    for (int i = 0; i <= cuts.length; i++) {
      int end = i < cuts.length ? cuts[i] : stream.length;
      ByteBuf in = Unpooled.wrappedBuffer(stream, at, end - at);
      while (in.isReadable()) {
        byte[] record = from.next(in);
        if (record != null) {
          records.add(record);
        }
      }
      at = end;
    }
    return records;
  }

  @Test
  void aRecordIsWholeWhereverItsFragmentsAndItsReadsAreCut() throws BrokenStream {
    byte[] record = bytes(40, 1);
    for (int middle = 0; middle <= record.length; middle++) {
      ByteArrayOutputStream stream = new ByteArrayOutputStream();
      stream.writeBytes(RawConnection.fragment(record, 0, middle, false));
      stream.writeBytes(RawConnection.fragment(record, middle, record.length, true));
      stream.writeBytes(RawConnection.fragment(record, 0, record.length, true));
      byte[] all = stream.toByteArray();
      for (int cut = 0; cut <= all.length; cut++) {
        RecordReader fresh = new RecordReader(BYTES_MAX, FRAGMENTS_MAX);
        assertThat(readAll(fresh, all, cut)).containsExactly(record, record);
        assertThat(fresh.isWithinRecord()).isFalse();
      }
    }
  }

  @Test
  void manyRecordsOfOneReadComeInOrder() throws BrokenStream {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(bytes(i, i));
      stream.writeBytes(RawConnection.fragment(sent.get(i), 0, i, true));
    }
    assertThat(readAll(reader, stream.toByteArray())).containsExactly(sent.toArray(byte[][]::new));
  }

  @Test
  void anyStreamOfAnyFragmentsInAnyReadsIsTheSameRecords() {
    Seeds.run(
        300,
        seed -> {
          Random random = new Random(seed);
          RecordReader fresh = new RecordReader(BYTES_MAX, FRAGMENTS_MAX);
          ByteArrayOutputStream stream = new ByteArrayOutputStream();
          List<byte[]> sent = new ArrayList<>();
          for (int i = random.nextInt(1, 20); i > 0; i--) {
            byte[] record = bytes(random.nextInt(BYTES_MAX + 1), i);
            sent.add(record);
            int at = 0;
            for (int fragment = random.nextInt(FRAGMENTS_MAX - 1); fragment > 0; fragment--) {
              int end = random.nextInt(at, record.length + 1);
              stream.writeBytes(RawConnection.fragment(record, at, end, false));
              at = end;
            }
            stream.writeBytes(RawConnection.fragment(record, at, record.length, true));
          }
          byte[] all = stream.toByteArray();
          int[] cuts = random.ints(random.nextInt(50), 0, all.length).sorted().toArray();
          assertThat(readAll(fresh, all, cuts)).containsExactly(sent.toArray(byte[][]::new));
        });
  }

  @Test
  void aRecordAsLongAsIsAllowedIsTakenAndALongerOneIsNot() throws BrokenStream {
    byte[] longest = bytes(BYTES_MAX, 1);
    assertThat(readAll(reader, RawConnection.fragment(longest, 0, BYTES_MAX, true)))
        .containsExactly(longest);
    ByteBuf first = Unpooled.wrappedBuffer(RawConnection.fragment(longest, 0, 4000, false));
    assertThat(reader.next(first)).isNull();
    assertThatThrownBy(
            () -> reader.next(Unpooled.wrappedBuffer(Records.hex("80 00 00 61"), new byte[97])))
        .isInstanceOfSatisfying(
            BrokenStream.class, e -> assertThat(e.reason()).isEqualTo(RpcRefusal.RECORD_TOO_LONG));
  }

  @Test
  void theLargestClaimIsRefusedByItsMarkAlone() {
    assertThatThrownBy(() -> reader.next(Unpooled.wrappedBuffer(Records.hex("ff ff ff ff"))))
        .isInstanceOf(BrokenStream.class);
  }

  @Test
  void emptyFragmentsAreCounted() throws BrokenStream {
    for (int i = 0; i < FRAGMENTS_MAX; i++) {
      assertThat(reader.next(Unpooled.wrappedBuffer(new byte[4]))).isNull();
    }
    assertThatThrownBy(() -> reader.next(Unpooled.wrappedBuffer(new byte[4])))
        .isInstanceOfSatisfying(
            BrokenStream.class,
            e -> assertThat(e.reason()).isEqualTo(RpcRefusal.TOO_MANY_FRAGMENTS));
  }

  @Test
  void whatIsClaimedAndDoesNotComeCostsNoMemory() throws BrokenStream {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] claim = Records.hex("80 40 00 00 01 02 03 04"); // 4 MiB, of which four bytes come
    claimOnce(claim);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 100; i++) {
      claimOnce(claim);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100 * (64L << 10));
  }

  private static void claimOnce(byte[] claim) throws BrokenStream {
    RecordReader fresh = new RecordReader(8 << 20, FRAGMENTS_MAX);
    assertThat(fresh.next(Unpooled.wrappedBuffer(claim))).isNull();
    assertThat(fresh.isWithinRecord()).isTrue();
  }

  @Test
  void aRecordThatComesByAndByIsWhole() throws BrokenStream {
    RecordReader fresh = new RecordReader(1 << 20, FRAGMENTS_MAX);
    byte[] record = bytes(1 << 20, 7);
    byte[] stream = RawConnection.fragment(record, 0, record.length, true);
    int[] cuts = new int[1000];
    Arrays.setAll(cuts, i -> (i + 1) * 1000);
    assertThat(readAll(fresh, stream, cuts)).containsExactly(record);
  }
}
