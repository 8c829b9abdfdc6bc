package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values that a client sets attributes to; null where it sets none. */
final class NewAttributes {

  /**
   * What a time is set to.
   *
   * @param given by the client; null for the server's time
   */
  record SetTime(@Nullable NfsTime given) {}

  private static final long MODE_BITS = 07777;
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,9}");
  private static final long NUMBER_MAX = 0xffff_ffffL;

  /** Which attributes are set. */
  final Bitmap mask;

  @Nullable Long size;
  @Nullable Long owner;
  @Nullable Long group;
  @Nullable SetTime accessed;
  @Nullable SetTime modified;
  @Nullable NfsTime created;

  private int modeBits;
  private int modeMask;

  NewAttributes(Bitmap mask) {
    this.mask = mask;
  }

  /** No attribute at all. */
  static NewAttributes none() {
    return new NewAttributes(Bitmap.EMPTY);
  }

  void setMode(long mode) throws NfsException {
    if (mode > MODE_BITS) {
      throw new NfsException(Status.INVAL);
    }
    modeBits = (int) mode;
    modeMask = (int) MODE_BITS;
  }

  /** Some bits of the mode (6.2.5): not together with the whole. */
  void setMaskedMode(long bits, long maskBits) throws NfsException {
    if (modeMask != 0 || maskBits > MODE_BITS || (bits & ~maskBits) != 0) {
      throw new NfsException(Status.INVAL);
    }
    modeBits = (int) bits;
    modeMask = (int) maskBits;
  }

  boolean changesMode() {
    return mask.has(Attributes.MODE) || mask.has(Attributes.MODE_SET_MASKED);
  }

  /** The mode that comes of one. */
  int modeFrom(int before) {
    return (before & ~modeMask) | modeBits;
  }

  /** The number of a user or group as text; names are nobody's here (5.9). */
  static Long readOwner(XdrReader from) throws XdrException, NfsException {
    String text = FileName.utf8(from.readOpaque(from.remaining()));
    if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > NUMBER_MAX) {
      throw new NfsException(Status.BADOWNER);
    }
    return Long.valueOf(text);
  }

  /** A time to set (settime4). */
  static SetTime readTime(XdrReader from) throws XdrException, NfsException {
    int how = from.readInt();
    return switch (how) {
      case 0 -> new SetTime(null);
      case 1 -> new SetTime(NfsTime.readFromClient(from));
      default -> throw new XdrException("no such way to set a time: " + how);
    };
  }
}
