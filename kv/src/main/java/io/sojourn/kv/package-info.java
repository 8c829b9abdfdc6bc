/**
 * The key-value state machine that ships: keys, watches, keys that end with their session, locks
 * with fencing tokens; and its client.
 *
 * <p>{@link io.sojourn.kv.KvMachine} and what it uses are deterministic: no clock, random source,
 * thread or I/O, and nothing kept outside the state that it is given. What goes wrong is a value of
 * {@link io.sojourn.kv.KvReply}, never an exception.
 */
@NullMarked
package io.sojourn.kv;

import org.jspecify.annotations.NullMarked;
