package io.sojourn.bench;

/**
 * What sessions and kept replies have to weigh: the sum of their objects as the JVM lays them out,
 * with headers of 12 bytes, references of 4 and sizes rounded up to 8. Whoever changes a field of
 * them changes the sum here. Room that tables keep for more is left out.
 */
final class NfsFootprint {

  private static final int HEADER = 12;
  private static final int ARRAY_HEADER = 16;
  private static final int REFERENCE = 4;
  private static final int STRING = object(REFERENCE + 4 + 1 + 1);
  private static final int TREE_ENTRY = object(5 * REFERENCE + 1);
  private static final int HASH_ENTRY = object(3 * REFERENCE + 4);
  private static final int MAP = object(4 * REFERENCE + 4 * 4);
  private static final int CONCURRENT_MAP = object(7 * REFERENCE + 8 + 3 * 4) + array(64);
  private static final int CELL = object(REFERENCE);

  /** {@code Slot}: last request and reply, the request in progress, four marks. */
  private static final int SLOT = object(2 * REFERENCE + 4 * 8 + 3);

  private static final int CHANNEL_ATTRIBUTES = object(6 * 8 + REFERENCE);
  private static final int SESSION_KEY = object(2 * 8);

  /** A leaf of a table of the log's machine: how many entries it has room for. */
  private static final int LEAF_ENTRIES = 64;

  private static final int LEAF = object(2 * REFERENCE + 4);

  /** How long the value of a slot is in the log's machine without a reply. */
  private static final int SLOT_BYTES = 4 + 4 + 8 + 4 + opaque(0);

  private NfsFootprint() {}

  private static int object(int fieldBytes) {
    return HEADER + fieldBytes + 7 & ~7;
  }

  private static int array(int bytes) {
    return ARRAY_HEADER + bytes + 7 & ~7;
  }

  private static int opaque(int bytes) {
    return 4 + (bytes + 3 & ~3);
  }

  private static int value(int bytes) {
    return bytes == 0 ? 0 : array(bytes); // what only has to be there shares one
  }

  /** A named entry of the log's machine: in the tree and in the hash table. */
  private static int named(int nameLength, int valueBytes) {
    return TREE_ENTRY + HASH_ENTRY + CELL + STRING + array(nameLength) + value(valueBytes);
  }

  /** A numbered entry of the log's machine, in a leaf that is full. */
  private static int numbered(int valueBytes) {
    int leaf = LEAF + array(LEAF_ENTRIES * Long.BYTES) + array(LEAF_ENTRIES * REFERENCE);
    return (leaf + REFERENCE + 8) / LEAF_ENTRIES + value(valueBytes);
  }

  /** A table of the log's machine with room for two entries. */
  private static int table() {
    int key = object(4 + 2 * 8);
    int table = object(2 * REFERENCE + 2 * 4) + array(REFERENCE) + array(8);
    return TREE_ENTRY + HASH_ENTRY + key + table + LEAF + array(2 * 8) + array(2 * REFERENCE);
  }

  /**
   * A session that has made one request, and its client.
   *
   * @param slots of the fore channel
   * @param backSlots of the back channel
   * @param ownerBytes how long the name of the client is
   */
  static int session(int slots, int backSlots, int ownerBytes) {
    return kept(ownerBytes) + live(slots, backSlots);
  }

  /** In the machine of the log, and so in every snapshot: client, owner, session, their index. */
  private static int kept(int ownerBytes) {
    int channels = 2 * 7 * 4;
    int principal = 4 * 4;
    int created = 16 + 4 + 4 + channels;
    int creations = 4 + 8 + principal + 4 + 4 + created;
    int client = 4 + 8 + opaque(ownerBytes) + 8 + principal + 4 + 4 + 4 + 8 + creations + 4;
    int owner = 4 + 8 + 8;
    int session = 4 + 16 + 8 + 4 + channels + 4 + 4 + 4 + 8 + 4;
    return numbered(client)
        + named(2 + 64, owner)
        + table() // of the session:
        + value(session)
        + value(SLOT_BYTES)
        + named(2 + 16 + 1 + 32, 0);
  }

  /** In the leader's memory. */
  private static int live(int slots, int backSlots) {
    int record =
        object(4 * REFERENCE + 2 * 8 + 3 * 4 + 1)
            + SESSION_KEY
            + 2 * CHANNEL_ATTRIBUTES
            + object(0); // the security of callbacks
    int fore =
        object(4 * REFERENCE + 4 + 8 + 1) // the channel,
            + object(2 * REFERENCE + 4) // the count of its slots,
            + object(REFERENCE + 6 * 4 + 8) // their table
            + array(slots * REFERENCE)
            + SLOT; // and the one that was used
    int session =
        object(5 * REFERENCE + 1) + object(2 * REFERENCE + 4) + object(2 * REFERENCE) + record;
    int lease = object(8 + REFERENCE) + object(8);
    int sessions = object(3 * REFERENCE) + CONCURRENT_MAP + HASH_ENTRY;
    int client = object(2 * REFERENCE + 2) + lease + sessions;
    int bound = 2 * object(2 * REFERENCE) + object(6 * REFERENCE + 4); // both ways
    int tables = 4 * HASH_ENTRY + 2 * object(8); // by id: session, its connections, client, lease
    return session + fore + back(backSlots) + client + bound + tables;
  }

  private static int back(int slots) {
    int slot = object(REFERENCE + 2 * 8 + 4 + 2) + object(REFERENCE) + MAP;
    int waiting = object(REFERENCE + 2 * 4) + array(17 * REFERENCE);
    int delayed = object(REFERENCE + 2 * 4);
    return object(7 * REFERENCE) // the channel,
        + object(0) // its lock,
        + object(8) // its health
        + waiting
        + delayed
        + object(REFERENCE + 4)
        + array(slots * REFERENCE)
        + slots * slot;
  }

  /** A reply kept for retries in the leader's memory alone. */
  static int keptInMemory(int length) {
    return SLOT + array(length);
  }

  /** A reply that is in the machine of the log too, in the table of its session. */
  static int keptOnDisk(int length) {
    return keptInMemory(length) + numbered(SLOT_BYTES + opaque(length) - opaque(0));
  }
}
