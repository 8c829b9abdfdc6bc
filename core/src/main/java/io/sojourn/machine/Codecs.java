package io.sojourn.machine;

/**
 * How everything that goes into a state machine, or comes out of it, becomes bytes.
 *
 * @param <C> a command
 * @param <R> the reply to it
 * @param <S> the payload of a push
 * @param <V> what an entry of the state holds
 * @param command of the requests
 * @param reply of the replies, as they are cached
 * @param push of the pushes
 * @param value the one for all entries of the state
 */
public record Codecs<C, R, S, V>(Codec<C> command, Codec<R> reply, Codec<S> push, Codec<V> value) {}
