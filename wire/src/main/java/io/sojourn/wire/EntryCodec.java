package io.sojourn.wire;

import io.sojourn.machine.Command;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a log entry, after {@code sojourn/v1/log.proto}.
 *
 * <p>Lengths and counts are checked against the entry itself, not against the limits of the kernel:
 * a command that is over a limit must be readable, since refusing it is the machine's reply to it.
 * Thread-safe.
 */
public final class EntryCodec {

  /** More than the header's four fields and the tag behind them can have. */
  private static final int HEADER_BYTES_MAX = 64;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private EntryCodec() {}

  /**
   * Encodes one command, as {@link #encode} wants it: whoever proposes a command does this, and the
   * one thread that writes entries only joins them.
   *
   * @throws IllegalArgumentException if a text has half of a surrogate pair
   */
  public static byte[] encodeCommand(Command command) {
    return FieldWriter.bytes(command, (it, to) -> to.message(5, it, CommandFields::write));
  }

  /**
   * Encodes an entry into an array of its own, which the codec does not touch again.
   *
   * @param commands each by {@link #encodeCommand}
   * @throws ArithmeticException if the entry would have 2 GiB or more
   */
  public static ByteBuffer encode(EntryHeader header, List<byte[]> commands) {
    return encode(header, commands, NOTHING);
  }

  /**
   * As the other, but into the buffer of an entry that is needed no more, if that is long enough.
   */
  public static ByteBuffer encode(EntryHeader header, List<byte[]> commands, ByteBuffer used) {
    byte[] start = FieldWriter.bytes(header, EntryCodec::write);
    int length = start.length;
    for (byte[] command : commands) {
      length = Math.addExact(length, command.length);
    }
    ByteBuffer entry = used.capacity() >= length ? used.clear() : ByteBuffer.allocate(length);
    entry.put(start);
    for (byte[] command : commands) {
      entry.put(command);
    }
    return entry.flip();
  }

  private static void write(EntryHeader header, FieldWriter to) {
    to.int64(1, FormatVersion.CURRENT);
    to.int64(2, header.clusterTime());
    to.fixed64(3, header.proposer());
    to.int64(4, header.batch());
  }

  /**
   * Reads the header of an entry and looks at none of its commands.
   *
   * @param entry from position to limit; its position is left alone
   * @throws WireException if this is no entry, or one of a newer format
   */
  public static EntryHeader decodeHeader(ByteBuffer entry) throws WireException {
    FieldReader in = reader(entry, HEADER_BYTES_MAX);
    FormatVersion.check(in);
    long clusterTime = 0;
    long proposer = 0;
    long batch = 0;
    for (int field = in.next(); field != 0 && field < 5; field = in.next()) {
      switch (field) {
        case 2 -> clusterTime = in.int64();
        case 3 -> proposer = in.fixed64();
        case 4 -> batch = in.int64();
        default -> throw in.unknown();
      }
    }
    return new EntryHeader(clusterTime, proposer, batch);
  }

  /**
   * Reads the commands of an entry.
   *
   * @param entry from position to limit; its position is left alone
   * @throws WireException if this is no entry, or one of a newer format
   */
  public static List<Command> decodeCommands(ByteBuffer entry) throws WireException {
    FieldReader in = reader(entry, Integer.MAX_VALUE);
    FormatVersion.check(in);
    List<Command> commands = new ArrayList<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 2, 4 -> in.int64();
        case 3 -> in.fixed64();
        case 5 -> commands.add(CommandFields.read(in.repeated("a command")));
        default -> in.skipNote();
      }
    }
    return commands;
  }

  /** Reads from the entry's array, or where there is none to be had, from a copy of its start. */
  private static FieldReader reader(ByteBuffer entry, int copiedMax) {
    if (entry.hasArray()) {
      int start = entry.arrayOffset() + entry.position();
      return new FieldReader("a log entry", entry.array(), start, start + entry.remaining());
    }
    byte[] bytes = new byte[Math.min(entry.remaining(), copiedMax)];
    entry.duplicate().get(bytes);
    return new FieldReader("a log entry", bytes, 0, bytes.length);
  }
}
