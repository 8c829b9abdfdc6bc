package io.sojourn.nfs.client;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;

/** The numbers of the attributes that clients ask for, and the shapes of their values. */
public final class FileAttribute {

  /** Which attributes there are (a bitmap). */
  public static final int SUPPORTED_ATTRS = 0;

  /** The kind of file (32 bits). */
  public static final int TYPE = 1;

  /** What is another number whenever the file has changed (64 bits). */
  public static final int CHANGE = 3;

  /** The size in bytes (64 bits). */
  public static final int SIZE = 4;

  /** The file system (twice 64 bits). */
  public static final int FSID = 8;

  /** How long a lease is, in seconds (32 bits). */
  public static final int LEASE_TIME = 10;

  /** Why a directory's entry has no attributes (32 bits). */
  public static final int RDATTR_ERROR = 11;

  /** The filehandle (opaque). */
  public static final int FILEHANDLE = 19;

  /** The number of the file (64 bits). */
  public static final int FILEID = 20;

  /** The permissions and the bits above them (32 bits). */
  public static final int MODE = 33;

  /** How many names the file has (32 bits). */
  public static final int NUMLINKS = 35;

  /** The user (text). */
  public static final int OWNER = 36;

  /** The group (text). */
  public static final int OWNER_GROUP = 37;

  /** How many bytes the file takes (64 bits). */
  public static final int SPACE_USED = 45;

  /** When it was last read (a time). */
  public static final int TIME_ACCESS = 47;

  /** When its attributes were last changed (a time). */
  public static final int TIME_METADATA = 52;

  /** When it was last changed (a time). */
  public static final int TIME_MODIFY = 53;

  /** To set when it was last changed (a choice). */
  public static final int TIME_MODIFY_SET = 54;

  /** How long opaque bytes are at most. */
  static final int OPAQUE_MAX = 1 << 16;

  private static final int WORDS_MAX = 64;
  private static final int ACL_ENTRIES_MAX = 1024;
  private static final int ACL = 12;

  /** Of how many words a value is, by the number of the attribute; 0 where that is not fixed. */
  private static final int[] WORDS = new int[78];

  static {
    fixed(1, 1, 2, 5, 6, 7, 9, 10, 11, 13, 14, 15, 16, 17, 18, 25, 26, 28, 29, 33, 34, 35, 46);
    fixed(1, 65, 66, 76, 77);
    fixed(2, 3, 4, 20, 21, 22, 23, 27, 30, 31, 38, 39, 40, 41, 42, 43, 44, 45, 55);
    fixed(3, 47, 49, 50, 51, 52, 53, 56, 57);
    fixed(4, 8, 59);
  }

  private FileAttribute() {}

  private static void fixed(int words, int... numbers) {
    for (int number : numbers) {
      WORDS[number] = words;
    }
  }

  /** Passes over the value of an attribute (RFC 8881, 5.8 to 5.12). */
  static void skip(int number, XdrReader from) throws XdrException {
    if (number < WORDS.length && WORDS[number] > 0) {
      from.skip(4 * WORDS[number]);
      return;
    }
    switch (number) {
      case SUPPORTED_ATTRS, 62, 64, 75 -> from.skip(4 * from.readCount(WORDS_MAX));
      case FILEHANDLE, 32, OWNER, OWNER_GROUP -> from.skipOpaque(OPAQUE_MAX);
      case ACL -> {
        int entries = from.readCount(ACL_ENTRIES_MAX);
        for (int i = 0; i < entries; i++) {
          from.skip(12);
          from.skipOpaque(OPAQUE_MAX);
        }
      }
      default -> throw new XdrException("the shape of attribute " + number + " is not known");
    }
  }
}
