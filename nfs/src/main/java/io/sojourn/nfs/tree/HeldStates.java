package io.sojourn.nfs.tree;

import io.sojourn.machine.ServiceState;
import io.sojourn.machine.ServiceState.Numbered;
import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All opens and delegations, by their numbers; which of them a file and a client has; and under
 * names which open an owner has of a file, {@code p/file/client/owner}.
 */
final class HeldStates {

  /** How long the key of an owner is. */
  static final int OWNER_KEY_LENGTH = 64;

  private static final byte[] NOTHING = {};

  private final ServiceState state;

  HeldStates(ServiceState state) {
    this.state = state;
  }

  /** An open-owner, which may be long and binary, as a part of names. */
  static String ownerKey(byte[] owner) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(owner));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String hex(long number) {
    return HexFormat.of().toHexDigits(number);
  }

  private static String byOwner(long fileId, long clientId, String owner) {
    return opens(fileId) + hex(clientId) + "/" + owner;
  }

  private static String opens(long fileId) {
    return "p/" + hex(fileId) + "/";
  }

  /** What has that number, or null. */
  @Nullable Held find(long number) {
    byte[] kept = state.get(Tables.HELD, number);
    return kept == null ? null : Held.decode(kept);
  }

  /** The open of a file by an owner, or null. */
  Held.@Nullable Open findOpen(long fileId, long clientId, String owner) {
    byte[] number = state.get(byOwner(fileId, clientId, owner));
    return number == null || !(find(toLong(number)) instanceof Held.Open open) ? null : open;
  }

  private static byte[] fromLong(long number) {
    XdrWriter to = new XdrWriter(12);
    to.writeInt(Held.VERSION);
    to.writeLong(number);
    return to.toBytes();
  }

  private static long toLong(byte[] number) {
    return Stored.decode(number, Held.VERSION, XdrReader::readLong);
  }

  /** How many hold a file. */
  FileHolders holders(long fileId) {
    byte[] kept = state.get(Tables.HOLDERS, fileId);
    return kept == null ? FileHolders.NOBODY : FileHolders.decode(kept);
  }

  private void setHolders(long fileId, FileHolders holders) {
    if (holders.count() == 0) {
      state.remove(Tables.HOLDERS, fileId);
    } else {
      state.put(Tables.HOLDERS, fileId, holders.encode());
    }
  }

  private long newNumber(long fileId, TreeSettings settings) throws NfsException {
    if (holders(fileId).count() >= settings.holdersMax()) {
      throw new NfsException(Status.NOSPC);
    }
    Counters counters = Counters.of(state);
    counters.withState().store(state);
    return counters.nextStateId();
  }

  /** Notes that an owner who has not opened a file has it open now. */
  Held.Open open(long fileId, long clientId, String owner, Shares shares, TreeSettings settings)
      throws NfsException {
    Held.Open open = new Held.Open(newNumber(fileId, settings), clientId, fileId, 1, owner, shares);
    add(open);
    state.put(byOwner(fileId, clientId, owner), fromLong(open.number()));
    return open;
  }

  /** Gives a client a delegation. */
  Held.Delegation delegate(long fileId, long clientId, TreeSettings settings) throws NfsException {
    Held.Delegation delegation =
        new Held.Delegation(newNumber(fileId, settings), clientId, fileId, false);
    add(delegation);
    state.put(Tables.delegations(fileId), delegation.number(), NOTHING);
    return delegation;
  }

  private void add(Held held) {
    state.put(Tables.HELD, held.number(), held.encode());
    state.put(Tables.heldBy(held.clientId()), held.number(), NOTHING);
    setHolders(held.fileId(), holders(held.fileId()).with(held));
  }

  /** Puts a changed open in the place of what it was. */
  void replace(Held.Open before, Held.Open after) {
    state.put(Tables.HELD, after.number(), after.encode());
    setHolders(after.fileId(), holders(after.fileId()).without(before).with(after));
  }

  /** Takes a delegation away that its holder does not give back. */
  void revoke(Held.Delegation delegation) {
    Held.Delegation revoked =
        new Held.Delegation(delegation.number(), delegation.clientId(), delegation.fileId(), true);
    state.put(Tables.HELD, revoked.number(), revoked.encode());
    state.put(Tables.revokedFrom(revoked.clientId()), revoked.number(), NOTHING);
    letGo(delegation);
  }

  /** Forgets an open or a delegation. */
  void remove(Held held) {
    state.remove(Tables.HELD, held.number());
    state.remove(Tables.heldBy(held.clientId()), held.number());
    switch (held) {
      case Held.Open open -> {
        state.remove(byOwner(open.fileId(), open.clientId(), open.owner()));
        letGo(open);
      }
      case Held.Delegation delegation -> {
        if (delegation.revoked()) {
          state.remove(Tables.revokedFrom(delegation.clientId()), delegation.number());
        } else {
          letGo(delegation);
        }
      }
    }
  }

  /** A file that has no name any more is kept until the last who holds it lets go. */
  private void letGo(Held held) {
    if (held instanceof Held.Delegation) {
      state.remove(Tables.delegations(held.fileId()), held.number());
    }
    FileHolders left = holders(held.fileId()).without(held);
    setHolders(held.fileId(), left);
    Inodes inodes = new Inodes(state);
    Inode inode = left.count() == 0 ? inodes.find(held.fileId()) : null;
    if (inode != null && inode.links == 0) {
      inodes.remove(inode);
    }
  }

  /** The delegations of a file that are in force. */
  List<Held.Delegation> delegationsOf(long fileId) {
    List<Held.Delegation> found = new ArrayList<>();
    for (Numbered each : state.from(Tables.delegations(fileId), 0, Integer.MAX_VALUE)) {
      if (find(each.number()) instanceof Held.Delegation delegation) {
        found.add(delegation);
      }
    }
    return found;
  }

  /** The opens of a file. */
  List<Held.Open> opensOf(long fileId) {
    List<Held.Open> found = new ArrayList<>();
    for (byte[] number : state.withPrefix(opens(fileId)).values()) {
      if (find(toLong(number)) instanceof Held.Open open) {
        found.add(open);
      }
    }
    return found;
  }

  /** Everything that a client holds, revoked delegations included. */
  List<Held> ofClient(long clientId) {
    List<Held> found = new ArrayList<>();
    for (Numbered each : state.from(Tables.heldBy(clientId), 0, Integer.MAX_VALUE)) {
      Held held = find(each.number());
      if (held != null) {
        found.add(held);
      }
    }
    return found;
  }

  /** Whether a client holds anything that is in force. */
  boolean holdsAny(long clientId) {
    return state.count(Tables.heldBy(clientId)) > state.count(Tables.revokedFrom(clientId));
  }

  /** Whether a client has a revoked delegation that it has not noted yet. */
  boolean hasRevoked(long clientId) {
    return state.count(Tables.revokedFrom(clientId)) > 0;
  }
}
