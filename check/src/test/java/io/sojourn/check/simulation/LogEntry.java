package io.sojourn.check.simulation;

/**
 * An entry of the simulated log.
 *
 * @param term of the leader that made it
 * @param bytes what the machine is given; empty for an entry of the log itself
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, compared by Witness alone
record LogEntry(long term, byte[] bytes) {}
