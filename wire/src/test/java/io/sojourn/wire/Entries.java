package io.sojourn.wire;

import io.sojourn.machine.Command;
import java.nio.ByteBuffer;
import java.util.List;

/** Entries of commands that were not encoded before. */
final class Entries {

  private Entries() {}

  static ByteBuffer encode(EntryHeader header, List<Command> commands) {
    return EntryCodec.encode(header, commands.stream().map(EntryCodec::encodeCommand).toList());
  }
}
