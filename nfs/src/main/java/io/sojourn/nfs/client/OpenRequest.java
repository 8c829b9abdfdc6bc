package io.sojourn.nfs.client;

import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.xdr.XdrWriter;
import java.nio.charset.StandardCharsets;

/**
 * The arguments of OPEN (RFC 8881, 18.16.1).
 *
 * @param access how the file is to be used: {@link #READ}, {@link #WRITE} or both, and wishes for a
 *     delegation
 * @param deny what others may not do meanwhile: 0, {@link #READ}, {@link #WRITE} or both
 * @param clientId of the owner, which the server takes from the session instead
 * @param owner of the open
 * @param creation whether and how a file is made
 * @param claim which file
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record OpenRequest(
    int access, int deny, long clientId, byte[] owner, Creation creation, Claim claim) {

  /** For reading. */
  public static final int READ = 1;

  /** For writing. */
  public static final int WRITE = 2;

  /** For both. */
  public static final int BOTH = 3;

  /** A wish for a read delegation. */
  public static final int WANT_READ_DELEGATION = 0x100;

  /** A wish for no delegation. */
  public static final int WANT_NO_DELEGATION = 0x400;

  /** Opens a file of a name for reading or writing, if it is there. */
  public static OpenRequest of(String name, int access, String owner) {
    return new OpenRequest(
        access, 0, 0, bytes(owner), new Creation.None(), new Claim.Name(bytes(name)));
  }

  /** Opens a file of a name, and makes it if it is not there. */
  public static OpenRequest create(String name, int access, String owner) {
    return of(name, access, owner).with(new Creation.Unchecked(new AttributeValues().mode(0644)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The same with another way to make a file. */
  public OpenRequest with(Creation other) {
    return new OpenRequest(access, deny, clientId, owner, other, claim);
  }

  /** The same with another claim. */
  public OpenRequest with(Claim other) {
    return new OpenRequest(access, deny, clientId, owner, creation, other);
  }

  /** The same with something that others may not do. */
  public OpenRequest denying(int others) {
    return new OpenRequest(access, others, clientId, owner, creation, claim);
  }

  /** Whether and how a file is made (openflag4). */
  public sealed interface Creation {

    /** Not at all. */
    record None() implements Creation {}

    /** If it is not there (UNCHECKED4). */
    record Unchecked(AttributeValues attributes) implements Creation {}

    /** It must not be there (GUARDED4). */
    record Guarded(AttributeValues attributes) implements Creation {}

    /** It must not be there, but for this verifier (EXCLUSIVE4). */
    record Exclusive(long verifier) implements Creation {}

    /** It must not be there, but for this verifier (EXCLUSIVE4_1). */
    record ExclusiveWithAttributes(long verifier, AttributeValues attributes) implements Creation {}
  }

  /** Which file (open_claim4). */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  public sealed interface Claim {

    /** Of that name in the current directory (CLAIM_NULL). */
    record Name(byte[] name) implements Claim {}

    /** The current file, open before the server restarted (CLAIM_PREVIOUS). */
    record Previous(int delegationType) implements Claim {}

    /** Of that name, under a delegation (CLAIM_DELEGATE_CUR). */
    record DelegatedName(StateId delegation, byte[] name) implements Claim {}

    /** The current file (CLAIM_FH). */
    record Current() implements Claim {}

    /** The current file, under a delegation (CLAIM_DELEG_CUR_FH). */
    record DelegatedCurrent(StateId delegation) implements Claim {}
  }

  /** Writes them. */
  void write(XdrWriter to) {
    to.writeInt(0); // seqid, of NFSv4.0
    to.writeInt(access);
    to.writeInt(deny);
    to.writeLong(clientId);
    to.writeOpaque(owner);
    write(creation, to);
    write(claim, to);
  }

  private static void write(Creation creation, XdrWriter to) {
    if (creation instanceof Creation.None) {
      to.writeInt(0);
      return;
    }
    to.writeInt(1);
    switch (creation) {
      case Creation.None none -> throw new IllegalStateException("written above");
      case Creation.Unchecked how -> {
        to.writeInt(0);
        how.attributes().write(to);
      }
      case Creation.Guarded how -> {
        to.writeInt(1);
        how.attributes().write(to);
      }
      case Creation.Exclusive how -> {
        to.writeInt(2);
        to.writeLong(how.verifier());
      }
      case Creation.ExclusiveWithAttributes how -> {
        to.writeInt(3);
        to.writeLong(how.verifier());
        how.attributes().write(to);
      }
    }
  }

  private static void write(Claim claim, XdrWriter to) {
    switch (claim) {
      case Claim.Name named -> {
        to.writeInt(0);
        to.writeOpaque(named.name());
      }
      case Claim.Previous previous -> {
        to.writeInt(1);
        to.writeInt(previous.delegationType());
      }
      case Claim.DelegatedName delegated -> {
        to.writeInt(2);
        delegated.delegation().write(to);
        to.writeOpaque(delegated.name());
      }
      case Claim.Current current -> to.writeInt(4);
      case Claim.DelegatedCurrent delegated -> {
        to.writeInt(5);
        delegated.delegation().write(to);
      }
    }
  }
}
