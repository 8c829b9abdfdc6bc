package io.sojourn.check.simulation;

/**
 * A snapshot as it lies on disk or travels to another node.
 *
 * @param index of the last entry in it
 * @param term of that entry
 * @param bytes as the wire module writes them
 * @param members who was a member as of that entry
 */
@SuppressWarnings("ArrayRecordComponent") // never changed nor compared
record StoredSnapshot(long index, long term, byte[] bytes, int members) {}
