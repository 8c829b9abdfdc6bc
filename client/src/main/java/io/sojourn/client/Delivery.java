package io.sojourn.client;

/**
 * A push as the handler gets it.
 *
 * @param number its number within the session: a number that was handled before is a repetition,
 *     which happens only when the process ended between the handling and its acknowledgement
 * @param payload the bytes, the handler's own
 * @param attempt 1 at first; more if the handler threw before
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Delivery(long number, byte[] payload, int attempt) {}
