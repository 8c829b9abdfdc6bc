package io.sojourn.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import io.sojourn.machine.Command;
import io.sojourn.machine.SnapshotRecord;
import io.sojourn.testing.Seeds;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The codecs against the published schema, both ways, over random values of every kind. */
class SchemaTest {

  @Test
  void anyProtobufReaderUnderstandsAnEntryAndWritesTheSameBytes() {
    Seeds.run(
        500,
        seed -> {
          Samples samples = new Samples(seed);
          EntryHeader header = samples.header();
          List<Command> commands = samples.commands();
          DynamicMessage expected = Schema.entry(header, commands);
          byte[] ours = Entries.encode(header, commands).array();
          assertThat(Schema.parse("LogEntry", ours)).isEqualTo(expected);
          assertThat(ours).isEqualTo(Schema.bytes(expected));
        });
  }

  @Test
  void anEntryComesBackAsItWas() {
    Seeds.run(
        500,
        seed -> {
          Samples samples = new Samples(seed);
          EntryHeader header = samples.header();
          List<Command> commands = samples.commands();
          ByteBuffer theirs = ByteBuffer.wrap(Schema.bytes(Schema.entry(header, commands)));
          for (ByteBuffer entry : List.of(theirs, within(theirs), theirs.asReadOnlyBuffer())) {
            assertThat(EntryCodec.decodeHeader(entry)).isEqualTo(header);
            List<Command> decoded = EntryCodec.decodeCommands(entry);
            assertThat(Schema.entry(header, decoded)).isEqualTo(Schema.entry(header, commands));
            assertThat(entry.position()).isEqualTo(entry.limit() - theirs.limit());
          }
        });
  }

  @Test
  void anyProtobufReaderUnderstandsASnapshotAndWritesTheSameBytes() {
    Seeds.run(
        500,
        seed -> {
          List<SnapshotRecord> records = new Samples(seed).snapshot();
          byte[] theirs = Snapshots.delimited(Snapshots.messages(records));
          assertThat(Snapshots.write(records)).isEqualTo(theirs);
        });
  }

  @Test
  void aSnapshotComesBackAsItWas() {
    Seeds.run(
        500,
        seed -> {
          List<SnapshotRecord> records = new Samples(seed).snapshot();
          List<DynamicMessage> expected = Snapshots.messages(records);
          List<SnapshotRecord> decoded = Snapshots.read(Snapshots.delimited(expected));
          assertThat(Snapshots.messages(decoded)).isEqualTo(expected);
        });
  }

  /** The same bytes in the middle of a larger array. */
  private static ByteBuffer within(ByteBuffer bytes) {
    ByteBuffer larger = ByteBuffer.allocate(bytes.limit() + 7);
    larger.position(5);
    ByteBuffer slice = larger.slice();
    slice.position(2);
    slice.put(bytes.duplicate());
    return slice.flip().position(2);
  }
}
