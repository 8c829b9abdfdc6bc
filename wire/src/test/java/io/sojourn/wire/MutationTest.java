package io.sojourn.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.machine.Command;
import io.sojourn.testing.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Damaged and hostile bytes: a WireException or a proper value, nothing else, and little memory.
 */
class MutationTest {

  @Test
  void aDamagedEntryIsRefusedOrStillAnEntry() {
    Seeds.run(
        500,
        seed -> {
          Samples samples = new Samples(seed);
          byte[] bytes = Entries.encode(samples.header(), samples.commands()).array();
          SplittableRandom random = new SplittableRandom(seed);
          for (int i = 0; i < 40; i++) {
            byte[] damaged = damage(bytes, random);
            try {
              List<Command> commands = EntryCodec.decodeCommands(ByteBuffer.wrap(damaged));
              EntryHeader header = EntryCodec.decodeHeader(ByteBuffer.wrap(damaged));
              byte[] again = Entries.encode(header, commands).array();
              assertThat(EntryCodec.decodeCommands(ByteBuffer.wrap(again))).hasSameSizeAs(commands);
            } catch (WireException refused) {
              assertThat(refused).hasMessageMatching("(?s).+");
            }
          }
        });
  }

  @Test
  void aDamagedSnapshotIsRefusedOrStillASnapshot() {
    Seeds.run(
        500,
        seed -> {
          byte[] bytes = Snapshots.write(new Samples(seed).snapshot());
          SplittableRandom random = new SplittableRandom(seed);
          for (int i = 0; i < 40; i++) {
            byte[] damaged = damage(bytes, random);
            try {
              Snapshots.write(Snapshots.read(damaged));
            } catch (WireException refused) {
              assertThat(refused).hasMessageMatching("(?s).+");
            }
          }
        });
  }

  @Test
  void anEntryCutShortAnywhereInACommandIsRefused() {
    Command touch = new Command.Touch(new io.sojourn.session.SessionId(1, 2));
    byte[] bytes = Entries.encode(new EntryHeader(0, 0, 0), List.of(touch)).array();
    for (int length = 3; length < bytes.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(bytes, 0, length);
      assertThatThrownBy(() -> EntryCodec.decodeCommands(cut)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void aSnapshotCutShortAnywhereIsRefused() {
    byte[] bytes = Snapshots.write(new Samples(4).snapshot());
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Snapshots.read(cut)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void aLengthThatPromisesGigabytesCostsNoMemory() throws IOException {
    byte[] hugeRecord = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 10, 1};
    byte[] hugeCommand = {8, 1, 42, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 10};
    long before = allocated();
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> Snapshots.read(hugeRecord)).isInstanceOf(WireException.class);
      assertThatThrownBy(() -> EntryCodec.decodeCommands(ByteBuffer.wrap(hugeCommand)))
          .isInstanceOf(WireException.class);
    }
    assertThat(allocated() - before).isLessThan(32L << 20);
  }

  @Test
  void anInputThatFailsIsNotTakenForABadSnapshot() {
    InputStream failing = InputStream.nullInputStream();
    assertThatCode(failing::close).doesNotThrowAnyException();
    assertThatThrownBy(() -> SnapshotReader.read(failing, row -> {}))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(WireException.class);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static byte[] damage(byte[] bytes, SplittableRandom random) {
    byte[] damaged = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
      case 1 -> {
        int at = random.nextInt(damaged.length);
        int length = random.nextInt(Math.min(8, damaged.length - at) + 1);
        System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), damaged, at, length);
      }
      default -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
      }
    }
    return damaged;
  }
}
