package io.sojourn.connect;

import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the door counts: connections and sessions now, and totals since it was made. Read from any
 * thread.
 */
public final class ConnectMetrics {

  final LongAdder connections = new LongAdder();
  final LongAdder sessions = new LongAdder();
  final LongAdder framesIn = new LongAdder();
  final LongAdder framesOut = new LongAdder();
  final LongAdder pauses = new LongAdder();
  private final Map<Class<?>, LongAdder> in = adders(ClientMessage.class);
  private final Map<Class<?>, LongAdder> out = adders(ServerMessage.class);
  private final Map<String, LongAdder> refused = new HashMap<>();

  ConnectMetrics() {
    Codes.all().forEach(code -> refused.put(code, new LongAdder()));
  }

  private static Map<Class<?>, LongAdder> adders(Class<?> messages) {
    Map<Class<?>, LongAdder> adders = new HashMap<>();
    for (Class<?> kind : messages.getPermittedSubclasses()) {
      adders.put(kind, new LongAdder());
    }
    return adders;
  }

  void heard(ClientMessage message) {
    count(in, message.getClass());
  }

  void said(ServerMessage message) {
    count(out, message.getClass());
  }

  void refused(String code) {
    LongAdder adder = refused.get(code);
    if (adder != null) {
      adder.increment();
    }
  }

  private static void count(Map<Class<?>, LongAdder> adders, Class<?> kind) {
    LongAdder adder = adders.get(kind);
    if (adder != null) {
      adder.increment();
    }
  }

  /** Open sockets. */
  public long connections() {
    return connections.sum();
  }

  /** Sessions whose connection is here. */
  public long sessions() {
    return sessions.sum();
  }

  /** WebSocket messages of clients, each of one or more messages of the protocol. */
  public long framesIn() {
    return framesIn.sum();
  }

  /** WebSocket messages to clients, each of one or more messages of the protocol. */
  public long framesOut() {
    return framesOut.sum();
  }

  /** Times that a connection was not read for a while, since it had too much under way. */
  public long pauses() {
    return pauses.sum();
  }

  /** The kinds of messages of clients, as the JSON form names them. */
  public SortedSet<String> kindsIn() {
    return names(in.keySet());
  }

  /** The kinds of messages to clients, as the JSON form names them. */
  public SortedSet<String> kindsOut() {
    return names(out.keySet());
  }

  /** The codes that refusals are counted by. */
  public SortedSet<String> codes() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(refused.keySet()));
  }

  /** How many messages of that kind came. */
  public long in(String kind) {
    return sum(in, kind);
  }

  /** How many messages of that kind were sent. */
  public long out(String kind) {
    return sum(out, kind);
  }

  /** How many requests, sessions and connections were refused or ended with that code. */
  public long refusedBy(String code) {
    LongAdder adder = refused.get(code);
    return adder == null ? 0 : adder.sum();
  }

  private static SortedSet<String> names(Collection<Class<?>> kinds) {
    SortedSet<String> names = new TreeSet<>();
    kinds.forEach(kind -> names.add(Kinds.name(kind)));
    return names;
  }

  private static long sum(Map<Class<?>, LongAdder> adders, String kind) {
    return adders.entrySet().stream()
        .filter(entry -> Kinds.name(entry.getKey()).equals(kind))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }
}
