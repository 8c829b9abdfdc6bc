package io.sojourn.connect;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The connections of one event loop, looked at with one timer. Used on that event loop only. */
final class Sweep {

  private final Set<Connection> all = new HashSet<>();

  Sweep(EventLoop loop, long everyMillis) {
    var unused =
        loop.scheduleWithFixedDelay(
            () -> forEach(Connection::sweep), everyMillis, everyMillis, TimeUnit.MILLISECONDS);
  }

  void add(Connection connection) {
    all.add(connection);
  }

  void remove(Connection connection) {
    all.remove(connection);
  }

  /** Shows all; some may leave meanwhile. */
  void forEach(Consumer<Connection> action) {
    List<Connection> now = new ArrayList<>(all);
    now.forEach(action);
  }
}
