package io.sojourn.wire;

/** The version of the format that is written, and the newest that is read. */
final class FormatVersion {

  static final int CURRENT = 1;

  /** Fields of a header from here on mean nothing to the state and are skipped when unknown. */
  static final int FIRST_NOTE = 64;

  static final int LAST_NOTE = 127;

  private FormatVersion() {}

  /** Reads the first field of a header, which must be the version. */
  static void check(FieldReader header) throws WireException {
    if (header.next() != 1) {
      throw header.broken("does not begin with its format version");
    }
    long version = header.uint32();
    if (version > CURRENT) {
      throw header.broken(
          "has format version "
              + version
              + ", but this program reads versions up to "
              + CURRENT
              + ": use a newer program");
    }
    if (version < 1) {
      throw header.broken("has format version 0");
    }
  }
}
