package io.sojourn.engine;

/**
 * A push as a client receives it.
 *
 * @param <S> the payload
 * @param number its number on the session's back channel, from 1
 * @param payload what was sent
 */
public record Received<S>(long number, S payload) {}
