package io.sojourn.wire;

import io.sojourn.machine.Applied;
import io.sojourn.machine.Command;
import io.sojourn.machine.Entry;
import io.sojourn.machine.Ledger;
import io.sojourn.machine.RandomLog;
import io.sojourn.machine.SessionMachine;
import io.sojourn.machine.Shown;
import io.sojourn.session.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Golden transcripts: a log in bytes, and what came of each of its entries when it was written. Of
 * each entry there are four lines: its index and bytes, the replies, the effects, and the digest of
 * the state after it.
 */
final class Transcripts {

  /** With which all transcripts are made: a bound that is added here must change none of them. */
  static final Limits LIMITS =
      new Limits(
          6, 3, 8, 5, 2, 32, 3, 4, 12, 600_000, 60_000, 120_000, 20_000, 40, 64, 3, 100, 2, 12, 2,
          3, 64, 2, 8, 5, 40, 4, 30, 50);

  private static final int ENTRIES = 150;

  private Transcripts() {}

  /**
   * Writes a new transcript; one that is there is left alone.
   *
   * @param args the file, and the seed of the log
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    if (Files.exists(file)) {
      throw new IOException(file + " is released: make another one");
    }
    List<String> lines = new ArrayList<>();
    lines.add("# Golden transcript, seed " + args[1] + ". Never edited: see TranscriptTest.");
    List<String> log = new ArrayList<>();
    for (Entry entry : RandomLog.of(Long.parseLong(args[1]), ENTRIES)) {
      List<byte[]> commands = new ArrayList<>();
      for (Command command : entry.commands()) {
        if (canBeWritten(command)) {
          commands.add(EntryCodec.encodeCommand(command));
        }
      }
      ByteBuffer bytes = EntryCodec.encode(new EntryHeader(entry.clusterTime(), 1, 1), commands);
      byte[] written = new byte[bytes.remaining()];
      bytes.get(written);
      log.add("entry " + entry.index() + " " + HexFormat.of().formatHex(written));
    }
    lines.addAll(play(log));
    Files.write(file, lines);
  }

  /** A text that is half a character is refused before the log. */
  private static boolean canBeWritten(Command command) {
    try {
      var unused = EntryCodec.encodeCommand(command);
      return true;
    } catch (IllegalArgumentException halfACharacter) {
      return false;
    }
  }

  /** Whether a line of a transcript is an entry. */
  static boolean isEntry(String line) {
    return line.startsWith("entry ");
  }

  /** The entry of such a line. */
  static Entry entry(String line) throws IOException {
    String[] words = line.split(" ", -1);
    ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(words[2]));
    return new Entry(
        Long.parseLong(words[1]),
        EntryCodec.decodeHeader(bytes).clusterTime(),
        EntryCodec.decodeCommands(bytes));
  }

  /** All lines of a transcript of these entries, as a machine of today makes them. */
  static List<String> play(List<String> log) throws IOException {
    SessionMachine machine = new SessionMachine(LIMITS, new Ledger(), RandomLog.services());
    List<String> lines = new ArrayList<>();
    for (String line : log) {
      Applied applied = machine.apply(entry(line));
      lines.add(line);
      Shown.of(applied).lines().forEach(lines::add);
      lines.add("digest " + Shown.digest(machine));
    }
    return lines;
  }
}
