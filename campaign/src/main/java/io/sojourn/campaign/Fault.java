package io.sojourn.campaign;

/** What is done to a cluster. Each is undone after a while. */
enum Fault {
  /** The leader is killed and started again. */
  KILL_LEADER,
  /** A follower is killed and started again. */
  KILL_FOLLOWER,
  /** Every node is killed at once, and all are started again. */
  KILL_ALL,
  /** The leader stands still. */
  PAUSE_LEADER,
  /** A follower stands still. */
  PAUSE_FOLLOWER,
  /** The leader and the other nodes do not reach each other; clients reach all. */
  ISOLATE_LEADER,
  /** A follower and the other nodes do not reach each other. */
  ISOLATE_FOLLOWER,
  /** Nothing reaches the leader from the other nodes. */
  DEAFEN_LEADER,
  /** Nothing reaches the other nodes from the leader. */
  MUTE_LEADER,
  /** The two who do not lead do not reach each other, and the leader reaches both. */
  BRIDGE,
  /** Every line of a client breaks. */
  CUT_CLIENTS,
  /** Every line between nodes breaks. */
  CUT_NODES,
  /** Everything between the nodes takes its time. */
  SLOW_NODES
}
