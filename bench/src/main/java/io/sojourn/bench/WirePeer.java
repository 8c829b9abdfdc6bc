package io.sojourn.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A system that keeps commands, reached through sockets: how it is started. */
enum WirePeer {
  SOJOURN("Sojourn"),
  STATELESS("Sojourn, stateless"),
  RAW_LOG("raw log"),
  AERON("Aeron Cluster"),
  REDIS("Redis + Lua"),
  ZOOKEEPER("ZooKeeper"),
  ETCD("etcd");

  private final String label;

  WirePeer(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /** Those that can have so many nodes. */
  static List<WirePeer> of(int nodes) {
    WirePeer other = nodes == 1 ? RAW_LOG : REDIS;
    return Arrays.stream(values()).filter(peer -> peer != other).toList();
  }

  /** Why it cannot be run here, with the remedy. */
  Optional<String> missing() {
    return switch (this) {
      case SOJOURN, STATELESS, RAW_LOG, AERON, ZOOKEEPER -> Optional.empty();
      case REDIS -> RedisTarget.missing();
      case ETCD -> EtcdWire.missing();
    };
  }

  /** Starts that many nodes, with empty folders, and connects the clients. */
  WireTarget start(Setting setting, int nodes) throws IOException, InterruptedException {
    return switch (this) {
      case SOJOURN -> SojournWire.start(setting, nodes);
      case STATELESS -> SojournWire.stateless(setting, nodes);
      case RAW_LOG -> RawLogWire.start(setting, nodes);
      case AERON -> AeronWire.start(setting, nodes);
      case REDIS -> RedisWire.start(setting);
      case ZOOKEEPER -> ZooKeeperWire.start(setting, nodes);
      case ETCD -> EtcdWire.start(setting, nodes);
    };
  }
}
