package io.sojourn.wire;

/**
 * What an entry of the log says beside its commands.
 *
 * @param clusterTime milliseconds since the epoch
 * @param proposer the process that made the entry: 64 bits drawn at its start
 * @param batch counts the entries of that process
 */
public record EntryHeader(long clusterTime, long proposer, long batch) {}
