package io.sojourn.check.simulation;

/**
 * A snapshot as it lies on disk or travels to another node.
 *
 * @param index of the last entry in it
 * @param term of that entry
 * @param bytes as the wire module writes them
 */
@SuppressWarnings("ArrayRecordComponent") // never changed nor compared
record StoredSnapshot(long index, long term, byte[] bytes) {}
