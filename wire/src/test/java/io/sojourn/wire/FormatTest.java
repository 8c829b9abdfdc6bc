package io.sojourn.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.channel.DeadLetter;
import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.machine.Command;
import io.sojourn.machine.SnapshotRecord;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.SessionState;
import io.sojourn.session.TokenHash;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the format that go beyond those of protobuf. */
class FormatTest {

  private static final Session SESSION =
      new Session(
          new SessionId(1, 2),
          "ada",
          SessionState.ACTIVE,
          1,
          2,
          0,
          1,
          0,
          new TreeMap<>(),
          new TreeMap<>(),
          1,
          0,
          new TokenHash(new byte[TokenHash.LENGTH]));
  private static final DeadLetters LETTERS =
      new DeadLetters(0, List.of(new DeadLetter(1, 2, "a", new byte[] {3})));
  private static final SnapshotRecord HEADER = new SnapshotRecord.Header(7, 8, 0, 0, "", "", 1);

  @Test
  void aNewerFormatIsRefusedAndBothVersionsAreNamed() {
    assertThatThrownBy(() -> EntryCodec.decodeHeader(hex("0802")))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("format version 2")
        .hasMessageContaining("versions up to 1");
    assertThatThrownBy(() -> EntryCodec.decodeCommands(hex("0802")))
        .hasMessageContaining("format version 2");
    assertThatThrownBy(() -> Snapshots.read(hex("040a020802").array()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("format version 2")
        .hasMessageContaining("versions up to 1");
  }

  @Test
  void notesOfAHeaderAreSkipped() throws WireException {
    // Notes 64 (number), 65 (8 bytes), 66 (2 bytes of text), 127 (4 bytes).
    ByteBuffer entry =
        hex("08011005" + "800407" + "89040102030405060708" + "92040261aa" + "fd0701020304");
    assertThat(EntryCodec.decodeHeader(entry).clusterTime()).isEqualTo(5);
    assertThat(EntryCodec.decodeCommands(entry)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; does not begin with its format version",
        "1005; does not begin with its format version",
        "0800; format version 0",
        "0801 0801; field 1 twice",
        "0801 1005 1005; field 2 twice",
        "0801 19 0102030405060708 1005; field 2 after field 3",
        "0801 3001; field 6",
        "0801 800800; field 128",
        "0801 1105; another type",
        "0801 10ffffffffffffffffff02; more than 64 bits",
        "0801 19 01020304; ends within field 3",
        "0801 10; ends within a number",
        "0801 00; a field without a number",
        "0801 2a00; is empty",
        "0801 2a03 fa0100; has field 31",
        "0801 2a04 6200 6200; is two commands",
        "0801 2a04 5a00 6200; is two commands",
        "0801 2a02 1a00; has no session id",
        "0801 2a05 1a03 0a0101; a session id of 1 bytes",
        "0801 2a06 3a04 0a02 4142; a code that is none",
        "0801 2a05 8201 02 0a00; an id of 0 bytes",
        "0801 2a05 8201 02 1200; has no id",
        "0801 2a06 2204 1a02 0aff; ends within a number",
        "0801 2a07 2205 1a03 0a01ff; not UTF-8",
        "0801 2a05 6203 800407; has field 64",
        "0801 2a7f; ends within field 5",
        "0801 830400; strange type"
      })
  void bytesThatTheSchemaDoesNotAllowAreRefused(String bytes, String message) {
    assertThatThrownBy(() -> EntryCodec.decodeCommands(hex(bytes.replace(" ", ""))))
        .isInstanceOf(WireException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anEmptyValueIsNotAnAbsentOne() throws WireException {
    SessionId id = new SessionId(1, 2);
    List<AttributeEdit> edits =
        List.of(
            AttributeEdit.set("a", ""), AttributeEdit.remove("b"), new AttributeEdit("c", "", 0));
    Command command = new Command.EditAttributes(id, 0, edits, false);
    assertThat(
            EntryCodec.decodeCommands(Entries.encode(new EntryHeader(0, 0, 0), List.of(command))))
        .containsExactly(command);
  }

  @Test
  void aTextWithHalfOfASurrogatePairIsNotWritten() {
    for (String text : List.of("a\ud800", "\udc00\ud800", "é\ud83dx")) {
      Command command =
          new Command.EditAttributes(
              new SessionId(1, 2), 0, List.of(AttributeEdit.set("a", text)), false);
      assertThatThrownBy(() -> Entries.encode(new EntryHeader(0, 0, 0), List.of(command)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("surrogate");
    }
  }

  @Test
  void aSnapshotWithoutItsHeaderOrItsEndIsRefused() {
    assertThatThrownBy(() -> Snapshots.read(Snapshots.write(List.of())))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("before the header");
    assertThatThrownBy(() -> Snapshots.read(Snapshots.write(List.of(HEADER, HEADER))))
        .hasMessageContaining("out of place");
    // A header, then an end that announces two records.
    assertThatThrownBy(() -> Snapshots.read(hex("040a020801" + "043a020802").array()))
        .hasMessageContaining("2 records of which 1");
    assertThatThrownBy(() -> Snapshots.read(hex("040a020801" + "043a020801" + "00").array()))
        .hasMessageContaining("after its end");
    assertThatThrownBy(() -> Snapshots.read(hex("040a020801").array()))
        .hasMessageContaining("ends after 1 records");
  }

  /** Each is a session whose channels announce or hold what no queue can have. */
  @Test
  void aSnapshotOfImpossibleChannelsIsRefused() {
    PushQueueImage.Push second = new PushQueueImage.Push(2, 1, 0, new byte[0]);
    for (PushQueueImage impossible :
        List.of(
            new PushQueueImage(1, 0, List.of(second)),
            new PushQueueImage(9, 2, List.of(second)),
            new PushQueueImage(9, 0, List.of(second, second)),
            new PushQueueImage(9, 10, List.of()),
            new PushQueueImage(0, 0, List.of(second, second)))) {
      SnapshotRecord row = new SnapshotRecord.SessionRow(SESSION, null, impossible, LETTERS);
      assertThatThrownBy(() -> Snapshots.read(Snapshots.write(List.of(HEADER, row))))
          .as("%s", impossible)
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void deadLettersOutOfPlaceOrMissingAreRefused() {
    String letter = "0c420a080110021a0161220103";
    SnapshotRecord row = new SnapshotRecord.SessionRow(SESSION, null, null, LETTERS);
    String whole = HexFormat.of().formatHex(Snapshots.write(List.of(HEADER, row)));
    assertThat(whole).contains(letter);
    assertThatThrownBy(() -> Snapshots.read(hex(whole.replace(letter, "")).array()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("where a dead letter was announced");
    assertThatThrownBy(() -> Snapshots.read(hex(whole.replace(letter, letter + letter)).array()))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("out of place");
  }

  @Test
  void aSnapshotIsCutIntoChunksOfTheirSizeWhateverTheRecordsAre() throws Exception {
    byte[] large = new byte[3 * SnapshotWriter.CHUNK_BYTES];
    List<SnapshotRecord> records =
        List.of(
            HEADER, new SnapshotRecord.UserRow("a", large), new SnapshotRecord.UserRow("b", large));
    List<SnapshotRecord> left = new ArrayList<>(records);
    SnapshotWriter writer = new SnapshotWriter(() -> left.isEmpty() ? null : left.remove(0));
    List<Integer> sizes = new ArrayList<>();
    for (ByteBuffer chunk = writer.nextChunk(); chunk != null; chunk = writer.nextChunk()) {
      sizes.add(chunk.remaining());
    }
    assertThat(sizes).hasSize(7);
    assertThat(sizes.subList(0, 6)).containsOnly(SnapshotWriter.CHUNK_BYTES);
    assertThat(writer.nextChunk()).isNull();
    assertThat(Snapshots.read(Snapshots.write(records))).hasSize(3);
  }

  private static ByteBuffer hex(String digits) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(digits));
  }
}
