package io.sojourn.nfs.rpc;

/** Why a call was refused, or a connection closed. The number is the one on the wire, if any. */
public enum RpcRefusal {
  /** The call is of another version of RPC than 2. */
  RPC_MISMATCH(0),
  /** The credential is not what its flavor says (AUTH_BADCRED). */
  BAD_CREDENTIAL(1),
  /** The flavor of the credential is not supported (AUTH_REJECTEDCRED). */
  REJECTED_CREDENTIAL(2),
  /** The verifier is not the empty one (AUTH_BADVERF). */
  BAD_VERIFIER(3),
  /** No such program (PROG_UNAVAIL). */
  PROGRAM_UNAVAILABLE(1),
  /** The program has no such version (PROG_MISMATCH). */
  PROGRAM_MISMATCH(2),
  /** The program has no such procedure (PROC_UNAVAIL). */
  PROCEDURE_UNAVAILABLE(3),
  /** The arguments are not what the procedure takes (GARBAGE_ARGS). */
  GARBAGE_ARGUMENTS(4),
  /** The handler failed (SYSTEM_ERR). */
  SYSTEM_ERROR(5),
  /** Bytes that are no RPC message: the connection is closed, as after all that follow. */
  NOT_RPC(-1),
  /** A record claims more bytes than are allowed. */
  RECORD_TOO_LONG(-1),
  /** A record has more fragments than are allowed. */
  TOO_MANY_FRAGMENTS(-1),
  /** A record was not complete in time. */
  RECORD_TOO_SLOW(-1),
  /** Nothing came for too long. */
  IDLE(-1),
  /** The peer took nothing of what it was sent for too long. */
  OUTPUT_STALLED(-1),
  /** Too much waits to be sent. */
  OUTPUT_TOO_LARGE(-1),
  /** As many connections are open as are allowed. */
  TOO_MANY_CONNECTIONS(-1),
  /** This program failed where it should not. */
  FAULT(-1);

  private final int code;

  RpcRefusal(int code) {
    this.code = code;
  }

  /** Its number among auth_stat or accept_stat; -1 for one that is not answered. */
  int code() {
    return code;
  }
}
