package io.sojourn.nfs.client;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.xdr.XdrWriter;
import java.nio.charset.StandardCharsets;

/**
 * A compound that is put together operation by operation (RFC 8881, 16.2). Names are bytes of any
 * kind, or text that becomes UTF-8. Not thread-safe; it may be sent as often as one likes.
 */
public final class Compound extends SessionOperations {

  private static final int MINOR_VERSION = 1;

  private final byte[] tag;
  private final int minorVersion;
  private final XdrWriter operations = new XdrWriter();
  private int count;

  /** Begins one without a tag. */
  public Compound() {
    this("");
  }

  /** Begins one with a tag. */
  public Compound(String tag) {
    this(tag.getBytes(StandardCharsets.UTF_8), MINOR_VERSION);
  }

  /** Begins one with a tag of any bytes and of any minor version. */
  public Compound(byte[] tag, int minorVersion) {
    this.tag = tag.clone();
    this.minorVersion = minorVersion;
  }

  @Override
  XdrWriter begin(int operation) {
    count++;
    operations.writeInt(operation);
    return operations;
  }

  @Override
  Compound compound() {
    return this;
  }

  private Compound bare(int operation) {
    begin(operation);
    return this;
  }

  private Compound named(int operation, byte[] name) {
    begin(operation).writeOpaque(name);
    return this;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Any operation with any bytes for its arguments. */
  public Compound raw(int operation, byte[] arguments) {
    begin(operation).writeEncoded(arguments, 0, arguments.length);
    return this;
  }

  /** ACCESS (RFC 8881, 18.1). */
  public Compound access(int wanted) {
    begin(Op.ACCESS).writeInt(wanted);
    return this;
  }

  /** COMMIT (RFC 8881, 18.3). */
  public Compound commit(long offset, int length) {
    XdrWriter to = begin(Op.COMMIT);
    to.writeLong(offset);
    to.writeInt(length);
    return this;
  }

  /** CREATE of a directory (RFC 8881, 18.4). */
  public Compound makeDirectory(String name, AttributeValues attributes) {
    return create(2, new byte[0], bytes(name), attributes);
  }

  /** CREATE of a symbolic link (RFC 8881, 18.4). */
  public Compound makeSymbolicLink(String name, String target, AttributeValues attributes) {
    XdrWriter data = new XdrWriter();
    data.writeText(target);
    return create(5, data.toBytes(), bytes(name), attributes);
  }

  /**
   * CREATE of any kind of file (RFC 8881, 18.4).
   *
   * @param data what belongs to the kind, encoded
   */
  public Compound create(int type, byte[] data, byte[] name, AttributeValues attributes) {
    XdrWriter to = begin(Op.CREATE);
    to.writeInt(type);
    to.writeEncoded(data, 0, data.length);
    to.writeOpaque(name);
    attributes.write(to);
    return this;
  }

  /** GETATTR (RFC 8881, 18.7). */
  public Compound getAttributes(int... numbers) {
    AttributeValues.writeBitmap(begin(Op.GETATTR), numbers);
    return this;
  }

  /** GETFH (RFC 8881, 18.8). */
  public Compound getFileHandle() {
    return bare(Op.GETFH);
  }

  /** LINK of the saved file under a name (RFC 8881, 18.9). */
  public Compound link(String name) {
    return named(Op.LINK, bytes(name));
  }

  /** LOOKUP (RFC 8881, 18.13). */
  public Compound lookup(String name) {
    return lookup(bytes(name));
  }

  /** LOOKUP (RFC 8881, 18.13). */
  public Compound lookup(byte[] name) {
    return named(Op.LOOKUP, name);
  }

  /** LOOKUPP (RFC 8881, 18.14). */
  public Compound lookupParent() {
    return bare(Op.LOOKUPP);
  }

  /** NVERIFY (RFC 8881, 18.15). */
  public Compound verifyNot(AttributeValues attributes) {
    attributes.write(begin(Op.NVERIFY));
    return this;
  }

  /** PUTFH (RFC 8881, 18.19). */
  public Compound putFileHandle(byte[] fileHandle) {
    begin(Op.PUTFH).writeOpaque(fileHandle);
    return this;
  }

  /** PUTPUBFH (RFC 8881, 18.20). */
  public Compound putPublicFileHandle() {
    return bare(Op.PUTPUBFH);
  }

  /** PUTROOTFH (RFC 8881, 18.21). */
  public Compound putRootFileHandle() {
    return bare(Op.PUTROOTFH);
  }

  /** READ (RFC 8881, 18.22). */
  public Compound read(StateId state, long offset, int length) {
    XdrWriter to = begin(Op.READ);
    state.write(to);
    to.writeLong(offset);
    to.writeInt(length);
    return this;
  }

  /** READDIR (RFC 8881, 18.23). */
  public Compound readDirectory(
      long cookie, long cookieVerifier, int dirBytes, int bytesMax, int... attributes) {
    XdrWriter to = begin(Op.READDIR);
    to.writeLong(cookie);
    to.writeLong(cookieVerifier);
    to.writeInt(dirBytes);
    to.writeInt(bytesMax);
    AttributeValues.writeBitmap(to, attributes);
    return this;
  }

  /** READLINK (RFC 8881, 18.24). */
  public Compound readLink() {
    return bare(Op.READLINK);
  }

  /** REMOVE (RFC 8881, 18.25). */
  public Compound remove(String name) {
    return named(Op.REMOVE, bytes(name));
  }

  /** RENAME from the saved directory into the current one (RFC 8881, 18.26). */
  public Compound rename(String from, String to) {
    named(Op.RENAME, bytes(from));
    operations.writeText(to);
    return this;
  }

  /** RESTOREFH (RFC 8881, 18.27). */
  public Compound restoreFileHandle() {
    return bare(Op.RESTOREFH);
  }

  /** SAVEFH (RFC 8881, 18.28). */
  public Compound saveFileHandle() {
    return bare(Op.SAVEFH);
  }

  /** SECINFO (RFC 8881, 18.29). */
  public Compound securityOf(String name) {
    return named(Op.SECINFO, bytes(name));
  }

  /** SECINFO_NO_NAME of the current file, or of its parent (RFC 8881, 18.45). */
  public Compound securityOfCurrent(boolean parent) {
    begin(Op.SECINFO_NO_NAME).writeInt(parent ? 1 : 0);
    return this;
  }

  /** SETATTR (RFC 8881, 18.30). */
  public Compound setAttributes(StateId state, AttributeValues attributes) {
    XdrWriter to = begin(Op.SETATTR);
    state.write(to);
    attributes.write(to);
    return this;
  }

  /** VERIFY (RFC 8881, 18.31). */
  public Compound verify(AttributeValues attributes) {
    attributes.write(begin(Op.VERIFY));
    return this;
  }

  /**
   * WRITE (RFC 8881, 18.32).
   *
   * @param stable 0, 1 or 2: how durable it has to be when the answer comes
   */
  public Compound write(StateId state, long offset, int stable, byte[] data) {
    XdrWriter to = begin(Op.WRITE);
    state.write(to);
    to.writeLong(offset);
    to.writeInt(stable);
    to.writeOpaque(data);
    return this;
  }

  /** How many operations it has. */
  public int count() {
    return count;
  }

  /** The arguments of COMPOUND. */
  public byte[] encode() {
    XdrWriter to = new XdrWriter(16 + tag.length + operations.length());
    writeHeader(to, count);
    to.writeEncoded(operations.array(), 0, operations.length());
    return to.toBytes();
  }

  /** The arguments of COMPOUND with a SEQUENCE in front. */
  byte[] encodeBehind(SequenceArguments sequence) {
    int sequenceBytes = 4 + SequenceArguments.BYTES;
    XdrWriter to = new XdrWriter(16 + tag.length + sequenceBytes + operations.length());
    writeHeader(to, count + 1);
    to.writeInt(Op.SEQUENCE);
    sequence.write(to);
    to.writeEncoded(operations.array(), 0, operations.length());
    return to.toBytes();
  }

  private void writeHeader(XdrWriter to, int operationCount) {
    to.writeOpaque(tag);
    to.writeInt(minorVersion);
    to.writeInt(operationCount);
  }
}
