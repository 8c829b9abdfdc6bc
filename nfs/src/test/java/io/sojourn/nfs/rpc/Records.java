package io.sojourn.nfs.rpc;

import io.sojourn.nfs.xdr.XdrWriter;
import java.util.HexFormat;

/** Records that tests send and expect. */
final class Records {

  static final int PROGRAM = 100003;
  static final int VERSION = 4;

  private Records() {}

  /** Bytes of hexadecimal digits, spaces left out. */
  static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** A call with any header. */
  static byte[] call(
      int xid, int rpcVersion, int program, int version, int procedure, byte[] rest) {
    XdrWriter to = new XdrWriter();
    to.writeInt(xid);
    to.writeInt(0);
    to.writeInt(rpcVersion);
    to.writeInt(program);
    to.writeInt(version);
    to.writeInt(procedure);
    to.writeEncoded(rest, 0, rest.length);
    return to.toBytes();
  }

  /** A call of procedure 1 with an empty credential. */
  static byte[] call(int xid, byte[] arguments) {
    XdrWriter rest = new XdrWriter();
    rest.writeLong(0);
    rest.writeLong(0);
    rest.writeEncoded(arguments, 0, arguments.length);
    return call(xid, 2, PROGRAM, VERSION, 1, rest.toBytes());
  }

  /** A reply with SUCCESS. */
  static byte[] success(int xid, byte[] results) {
    XdrWriter to = new XdrWriter();
    to.writeInt(xid);
    to.writeInt(1);
    to.writeInt(0);
    to.writeLong(0);
    to.writeInt(0);
    to.writeEncoded(results, 0, results.length);
    return to.toBytes();
  }
}
