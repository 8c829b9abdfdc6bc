package io.sojourn.nfs.session;

/**
 * A call of RPC to a client's callback program (RFC 8881, 20; numbers of RFC 5662).
 *
 * @param program the number of the program, as the client chose it
 * @param procedure {@link #CB_NULL} or {@link #CB_COMPOUND}
 * @param security the credential to show
 * @param arguments encoded; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record CallbackCall(
    int program, int procedure, CallbackSecurity security, byte[] arguments) {

  /** The version of the callback program. */
  public static final int VERSION = 1;

  /** Does nothing: shows that the program answers. */
  public static final int CB_NULL = 0;

  /** Does several operations. */
  public static final int CB_COMPOUND = 1;
}
