package io.sojourn.channel;

/**
 * A push on its way to the client.
 *
 * @param number its number in its session, from 1
 * @param payload the bytes; owned by the queue, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record Push(long number, byte[] payload) {}
