package io.sojourn.nfs.tree;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.function.Consumer;

/** Builds an OPEN; of an existing file for reading unless told otherwise. */
final class OpenRequest {

  private final Consumer<XdrWriter> claim;
  private int access = 1;
  private int deny;
  private String owner = "owner";
  private Consumer<XdrWriter> how = to -> to.writeInt(0);

  private OpenRequest(Consumer<XdrWriter> claim) {
    this.claim = claim;
  }

  static OpenRequest named(String name) {
    return new OpenRequest(
        to -> {
          to.writeInt(0);
          to.writeText(name);
        });
  }

  static OpenRequest current() {
    return new OpenRequest(to -> to.writeInt(4));
  }

  static OpenRequest reclaiming() {
    return new OpenRequest(
        to -> {
          to.writeInt(1);
          to.writeInt(0);
        });
  }

  static OpenRequest delegated(StateId delegation) {
    return new OpenRequest(
        to -> {
          to.writeInt(5);
          delegation.write(to);
        });
  }

  static OpenRequest delegated(StateId delegation, String name) {
    return new OpenRequest(
        to -> {
          to.writeInt(2);
          delegation.write(to);
          to.writeText(name);
        });
  }

  static OpenRequest delegatedBefore() {
    return new OpenRequest(to -> to.writeInt(6));
  }

  OpenRequest access(int newAccess) {
    access = newAccess;
    return this;
  }

  OpenRequest deny(int newDeny) {
    deny = newDeny;
    return this;
  }

  OpenRequest by(String newOwner) {
    owner = newOwner;
    return this;
  }

  OpenRequest unchecked(Values values) {
    return create(0, values::write);
  }

  OpenRequest guarded(Values values) {
    return create(1, values::write);
  }

  OpenRequest exclusive(long verifier) {
    return create(2, to -> to.writeLong(verifier));
  }

  OpenRequest exclusive(long verifier, Values values) {
    return create(
        3,
        to -> {
          to.writeLong(verifier);
          values.write(to);
        });
  }

  private OpenRequest create(int mode, Consumer<XdrWriter> rest) {
    how =
        to -> {
          to.writeInt(1);
          to.writeInt(mode);
          rest.accept(to);
        };
    return this;
  }

  Request please() {
    return Request.of(
        Op.OPEN,
        to -> {
          to.writeInt(0);
          to.writeInt(access);
          to.writeInt(deny);
          to.writeLong(0);
          to.writeText(owner);
          how.accept(to);
          claim.accept(to);
        });
  }
}
