package io.sojourn.channel;

/**
 * A push on its way to the client.
 *
 * @param number its number in its session, from 1
 * @param previous the number of the push that waits before it, or of the last one acknowledged; 0
 *     if there is neither
 * @param payload the bytes; owned by the queue, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record Push(long number, long previous, byte[] payload) {}
