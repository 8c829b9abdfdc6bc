package io.sojourn.nfs.rpc;

import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the credentials and verifiers of one connection's calls. It remembers the last AUTH_SYS
 * credential, for a client shows the same one in call after call. One thread.
 */
final class CredentialReader {

  private byte[] lastBody = new byte[0];
  private @Nullable Principal last;

  /**
   * Reads the credential.
   *
   * @param record the array that is read from
   * @throws CallRefused if it is none, or of a flavor that is not supported
   */
  Principal readCredential(byte[] record, XdrReader from) throws CallRefused {
    try {
      int flavor = from.readInt();
      int length = from.readCount(RpcCredential.BODY_BYTES_MAX);
      int begin = from.position();
      from.skip(length);
      from.skip(-length & 3);
      return switch (flavor) {
        // What is in its body is undefined (RFC 5531, section 10.1).
        case Principal.AUTH_NONE -> Principal.NONE;
        case Principal.AUTH_SYS -> sys(record, begin, length);
        default -> throw new CallRefused(RpcRefusal.REJECTED_CREDENTIAL);
      };
    } catch (XdrException e) {
      throw new CallRefused(RpcRefusal.BAD_CREDENTIAL);
    }
  }

  private Principal sys(byte[] record, int begin, int length) throws XdrException {
    Principal known = last;
    if (known != null
        && Arrays.equals(record, begin, begin + length, lastBody, 0, lastBody.length)) {
      return known;
    }
    Principal fresh = readSys(new XdrReader(record, begin, begin + length));
    lastBody = Arrays.copyOfRange(record, begin, begin + length);
    last = fresh;
    return fresh;
  }

  private static Principal readSys(XdrReader body) throws XdrException {
    body.readInt(); // the stamp, arbitrary
    body.skipOpaque(RpcCredential.MACHINE_NAME_MAX);
    long uid = body.readUnsigned();
    long gid = body.readUnsigned();
    int count = body.readCount(Principal.GIDS_MAX);
    List<Long> gids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      gids.add(body.readUnsigned());
    }
    body.requireEnd();
    return new Principal(Principal.AUTH_SYS, uid, gid, gids);
  }

  /**
   * Passes over the verifier, which is the empty one with both flavors.
   *
   * @throws CallRefused if it is another
   */
  void readVerifier(XdrReader from) throws CallRefused {
    try {
      int flavor = from.readInt();
      from.skipOpaque(RpcCredential.BODY_BYTES_MAX);
      if (flavor != Principal.AUTH_NONE) {
        throw new CallRefused(RpcRefusal.BAD_VERIFIER);
      }
    } catch (XdrException e) {
      throw new CallRefused(RpcRefusal.BAD_VERIFIER);
    }
  }
}
