package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.List;

/** How a client wants its state protected from others (state_protect4_a; RFC 8881, 2.10.8.3). */
public sealed interface StateProtection {

  /** How many words a bitmap of operations may have: far more than there are operations. */
  int BITMAP_WORDS_MAX = 32;

  /** How many algorithms a list may name. */
  int ALGORITHMS_MAX = 64;

  /** How long the name of an algorithm may be, in bytes. */
  int ALGORITHM_BYTES_MAX = 128;

  /** Not at all (SP4_NONE). */
  record None() implements StateProtection {}

  /**
   * By the credential of the client's machine (SP4_MACH_CRED).
   *
   * @param mustEnforce the operations for which the server has to demand it, as a bitmap
   * @param mayAllow the operations for which the server has to accept it, as a bitmap
   */
  record MachineCredential(List<Integer> mustEnforce, List<Integer> mayAllow)
      implements StateProtection {

    /** Copies the lists. */
    public MachineCredential {
      mustEnforce = List.copyOf(mustEnforce);
      mayAllow = List.copyOf(mayAllow);
    }
  }

  /** By a secret that client and server share (SP4_SSV). Read to its end, and never granted. */
  record SecretStateVerifier() implements StateProtection {}

  /** Reads one. */
  static StateProtection read(XdrReader from) throws XdrException {
    int how = from.readInt();
    return switch (how) {
      case 0 -> new None();
      case 1 -> new MachineCredential(readBitmap(from), readBitmap(from));
      case 2 -> {
        readBitmap(from);
        readBitmap(from);
        skipAlgorithms(from);
        skipAlgorithms(from);
        from.readInt(); // ssp_window
        from.readInt(); // ssp_num_gss_handles
        yield new SecretStateVerifier();
      }
      default -> throw new XdrException("no state protection has the number " + how);
    };
  }

  private static List<Integer> readBitmap(XdrReader from) throws XdrException {
    int count = from.readCount(BITMAP_WORDS_MAX);
    List<Integer> words = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      words.add(from.readInt());
    }
    return words;
  }

  private static void skipAlgorithms(XdrReader from) throws XdrException {
    int count = from.readCount(ALGORITHMS_MAX);
    for (int i = 0; i < count; i++) {
      from.skipOpaque(ALGORITHM_BYTES_MAX);
    }
  }

  /**
   * Writes one.
   *
   * @throws IllegalArgumentException for {@link SecretStateVerifier}, of which nothing is kept
   */
  static void write(StateProtection protection, XdrWriter to) {
    switch (protection) {
      case None none -> to.writeInt(0);
      case MachineCredential machine -> {
        to.writeInt(1);
        writeBitmap(machine.mustEnforce(), to);
        writeBitmap(machine.mayAllow(), to);
      }
      case SecretStateVerifier ssv ->
          throw new IllegalArgumentException("SP4_SSV is read and refused, never written");
    }
  }

  private static void writeBitmap(List<Integer> words, XdrWriter to) {
    to.writeInt(words.size());
    words.forEach(to::writeInt);
  }
}
