package io.sojourn.wire;

import io.sojourn.channel.DeadLetter;
import io.sojourn.channel.DeadLetters;

/** The fields of a session's dead letters. */
final class LetterFields {

  private static final byte[] NOTHING = {};

  /** What a session says of its dead letters before they come. */
  record Announced(long forgotten, int records) {
    static final Announced NONE = new Announced(0, 0);
  }

  private LetterFields() {}

  static void deadLetters(DeadLetters dead, FieldWriter to) {
    to.int64(1, dead.forgotten());
    to.int64(2, dead.letters().size());
  }

  static Announced announced(FieldReader in) throws WireException {
    long forgotten = 0;
    int records = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> forgotten = in.int64();
        case 2 -> records = in.int32();
        default -> throw in.unknown();
      }
    }
    RowFields.requireNotNegative(in, forgotten, records);
    return new Announced(forgotten, records);
  }

  static void letter(DeadLetter letter, FieldWriter to) {
    to.int64(1, letter.number());
    to.int64(2, letter.at());
    to.string(3, letter.reason());
    to.bytes(4, letter.payload());
  }

  static DeadLetter letter(FieldReader in) throws WireException {
    long number = 0;
    long at = 0;
    String reason = "";
    byte[] payload = NOTHING;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> number = in.int64();
        case 2 -> at = in.int64();
        case 3 -> reason = in.string();
        case 4 -> payload = in.bytes();
        default -> throw in.unknown();
      }
    }
    return new DeadLetter(number, at, reason, payload);
  }
}
