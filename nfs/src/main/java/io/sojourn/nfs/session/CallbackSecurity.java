package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.List;

/** A credential that callbacks may show (callback_sec_parms4; RFC 8881, 18.33 and 18.36). */
public sealed interface CallbackSecurity {

  /** The number of the credentials of RFC 2203. */
  int RPCSEC_GSS = 6;

  /** How many a client may name. */
  int LIST_MAX = 16;

  /** How long the name of a machine may be, in bytes. */
  int MACHINE_BYTES_MAX = 255;

  /** How long a handle of RPCSEC_GSS may be, in bytes. */
  int HANDLE_BYTES_MAX = 1024;

  /** No credential (AUTH_NONE). */
  record None() implements CallbackSecurity {}

  /**
   * Numbers of user and groups (AUTH_SYS).
   *
   * @param stamp any number
   * @param machine the name of the machine, at most {@link #MACHINE_BYTES_MAX} bytes
   * @param uid the user
   * @param gid the user's first group
   * @param gids the user's other groups, at most {@link Principal#GIDS_MAX}
   */
  record Sys(int stamp, String machine, int uid, int gid, List<Integer> gids)
      implements CallbackSecurity {

    /** Copies the groups. */
    public Sys {
      gids = List.copyOf(gids);
    }
  }

  /**
   * Handles of RPCSEC_GSS, which are read and never used: there is no such context here.
   *
   * @param service none, integrity or privacy, by its number
   * @param fromServer the handle that the server gave out
   * @param fromClient the handle that the client gave out
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Gss(int service, byte[] fromServer, byte[] fromClient) implements CallbackSecurity {}

  /** Reads one. */
  static CallbackSecurity read(XdrReader from) throws XdrException {
    int flavor = from.readInt();
    return switch (flavor) {
      case Principal.AUTH_NONE -> new None();
      case Principal.AUTH_SYS -> readSys(from);
      case RPCSEC_GSS -> {
        int service = from.readInt();
        if (service < 1 || service > 3) {
          throw new XdrException("no service of RPCSEC_GSS has the number " + service);
        }
        yield new Gss(
            service, from.readOpaque(HANDLE_BYTES_MAX), from.readOpaque(HANDLE_BYTES_MAX));
      }
      default -> throw new XdrException("callbacks with credentials of kind " + flavor);
    };
  }

  private static Sys readSys(XdrReader from) throws XdrException {
    int stamp = from.readInt();
    String machine = from.readText(MACHINE_BYTES_MAX);
    int uid = from.readInt();
    int gid = from.readInt();
    int count = from.readCount(Principal.GIDS_MAX);
    List<Integer> gids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      gids.add(from.readInt());
    }
    return new Sys(stamp, machine, uid, gid, gids);
  }

  /** Reads an array of at most {@link #LIST_MAX}. */
  static List<CallbackSecurity> readList(XdrReader from) throws XdrException {
    int count = from.readCount(LIST_MAX);
    List<CallbackSecurity> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(read(from));
    }
    return list;
  }

  /** Writes one. */
  static void write(CallbackSecurity security, XdrWriter to) {
    switch (security) {
      case None none -> to.writeInt(Principal.AUTH_NONE);
      case Sys sys -> {
        to.writeInt(Principal.AUTH_SYS);
        writeBody(sys, to);
      }
      case Gss gss -> {
        to.writeInt(RPCSEC_GSS);
        to.writeInt(gss.service());
        to.writeOpaque(gss.fromServer());
        to.writeOpaque(gss.fromClient());
      }
    }
  }

  /** Writes what the credential of a call holds behind its flavor and length. */
  static void writeBody(Sys sys, XdrWriter to) {
    to.writeInt(sys.stamp());
    to.writeText(sys.machine());
    to.writeInt(sys.uid());
    to.writeInt(sys.gid());
    to.writeInt(sys.gids().size());
    sys.gids().forEach(to::writeInt);
  }

  /** Writes an array. */
  static void writeList(List<CallbackSecurity> list, XdrWriter to) {
    to.writeInt(list.size());
    list.forEach(one -> write(one, to));
  }
}
