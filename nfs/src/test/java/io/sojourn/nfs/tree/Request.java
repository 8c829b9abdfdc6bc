package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.xdr.XdrWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * An operation as a client sends it, written by hand from the XDR of RFC 5662.
 *
 * @param number of the operation
 * @param arguments as bytes
 */
@SuppressWarnings("ArrayRecordComponent") // looked at, never compared
record Request(int number, byte[] arguments) {

  static Request of(int number, Consumer<XdrWriter> arguments) {
    XdrWriter to = new XdrWriter();
    arguments.accept(to);
    return new Request(number, to.toBytes());
  }

  static Request of(int number) {
    return of(number, to -> {});
  }

  private static Request named(int number, byte[] name) {
    return of(number, to -> to.writeOpaque(name));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Request putRoot() {
    return of(Op.PUTROOTFH);
  }

  static Request putHandle(byte[] handle) {
    return of(Op.PUTFH, to -> to.writeOpaque(handle));
  }

  static Request getHandle() {
    return of(Op.GETFH);
  }

  static Request save() {
    return of(Op.SAVEFH);
  }

  static Request restore() {
    return of(Op.RESTOREFH);
  }

  static Request lookup(String name) {
    return named(Op.LOOKUP, utf8(name));
  }

  static Request lookup(byte[] name) {
    return named(Op.LOOKUP, name);
  }

  static Request lookupParent() {
    return of(Op.LOOKUPP);
  }

  static Request getAttributes(int... numbers) {
    return of(Op.GETATTR, to -> Bitmap.of(numbers).write(to));
  }

  static Request setAttributes(StateId stateId, Values values) {
    return of(
        Op.SETATTR,
        to -> {
          stateId.write(to);
          values.write(to);
        });
  }

  static Request verify(Values values) {
    return of(Op.VERIFY, values::write);
  }

  static Request notVerify(Values values) {
    return of(Op.NVERIFY, values::write);
  }

  static Request access(int bits) {
    return of(Op.ACCESS, to -> to.writeInt(bits));
  }

  static Request makeDirectory(String name) {
    return create(2, name, Values.none().mode(0755));
  }

  static Request create(int type, String name, Values values) {
    return of(
        Op.CREATE,
        to -> {
          to.writeInt(type);
          to.writeText(name);
          values.write(to);
        });
  }

  static Request symbolicLink(String name, String target) {
    return of(
        Op.CREATE,
        to -> {
          to.writeInt(5);
          to.writeText(target);
          to.writeText(name);
          Values.none().write(to);
        });
  }

  static Request device(int type, String name, int major, int minor) {
    return of(
        Op.CREATE,
        to -> {
          to.writeInt(type);
          to.writeInt(major);
          to.writeInt(minor);
          to.writeText(name);
          Values.none().mode(0600).write(to);
        });
  }

  static Request remove(String name) {
    return named(Op.REMOVE, utf8(name));
  }

  static Request link(String name) {
    return named(Op.LINK, utf8(name));
  }

  static Request rename(String from, String to) {
    return of(
        Op.RENAME,
        arguments -> {
          arguments.writeText(from);
          arguments.writeText(to);
        });
  }

  static Request readLink() {
    return of(Op.READLINK);
  }

  static Request read(StateId stateId, long offset, int count) {
    return of(
        Op.READ,
        to -> {
          stateId.write(to);
          to.writeLong(offset);
          to.writeInt(count);
        });
  }

  static Request write(StateId stateId, long offset, byte[] bytes) {
    return of(
        Op.WRITE,
        to -> {
          stateId.write(to);
          to.writeLong(offset);
          to.writeInt(0);
          to.writeOpaque(bytes);
        });
  }

  static Request commit(long offset, int count) {
    return of(
        Op.COMMIT,
        to -> {
          to.writeLong(offset);
          to.writeInt(count);
        });
  }

  static Request readDirectory(
      long cookie, long verifier, int dirCount, int maxCount, int... numbers) {
    return of(
        Op.READDIR,
        to -> {
          to.writeLong(cookie);
          to.writeLong(verifier);
          to.writeInt(dirCount);
          to.writeInt(maxCount);
          Bitmap.of(numbers).write(to);
        });
  }

  static Request close(StateId stateId) {
    return of(
        Op.CLOSE,
        to -> {
          to.writeInt(0);
          stateId.write(to);
        });
  }

  static Request downgrade(StateId stateId, int access, int deny) {
    return of(
        Op.OPEN_DOWNGRADE,
        to -> {
          stateId.write(to);
          to.writeInt(0);
          to.writeInt(access);
          to.writeInt(deny);
        });
  }

  static Request returnDelegation(StateId stateId) {
    return of(Op.DELEGRETURN, stateId::write);
  }

  static Request freeStateId(StateId stateId) {
    return of(Op.FREE_STATEID, stateId::write);
  }

  static Request testStateIds(StateId... stateIds) {
    return of(
        Op.TEST_STATEID,
        to -> {
          to.writeInt(stateIds.length);
          for (StateId stateId : stateIds) {
            stateId.write(to);
          }
        });
  }

  static Request securityOf(String name) {
    return named(Op.SECINFO, utf8(name));
  }

  static Request security(int style) {
    return of(Op.SECINFO_NO_NAME, to -> to.writeInt(style));
  }
}
