package io.sojourn.check.simulation;

/**
 * An entry of the simulated log.
 *
 * @param term of the leader that made it
 * @param bytes what the machine is given; empty for an entry of the log itself
 * @param members who is a member from this entry on, a bit for each node; 0 if it does not say
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, compared by Witness alone
record LogEntry(long term, byte[] bytes, int members) {}
