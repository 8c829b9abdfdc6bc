package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.Status;

/**
 * How long the reply to a compound may be (RFC 8881, 2.10.6.4).
 *
 * @param bytes behind the RPC header
 * @param overflow what an operation is answered whose result would go beyond: REP_TOO_BIG, or
 *     REP_TOO_BIG_TO_CACHE if the reply is to be kept and a longer one might still be sent
 */
public record ReplyBound(int bytes, Status overflow) {}
