package io.sojourn.client;

import io.sojourn.client.ModelNode.Trouble;
import io.sojourn.wire.connect.BadFrameException;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ConnectCodec;
import io.sojourn.wire.connect.ServerMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A network and a cluster in virtual time: everything that happens follows from the seed. Lines
 * keep the order of what is sent over them; what is on its way when a line breaks is lost, or, if
 * the line is only slow, comes late, also after its client has long connected anew.
 */
final class World {

  static final int NODES = 3;
  private static final int EVENTS_MAX = 2_000_000;
  private static final long DELAY_MILLIS_MAX = 20;

  private record Event(long at, long order, Runnable what) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  /** One connection, with what is on its way in both directions. */
  final class Wire {
    private final SimulatedClient client;
    private final int node;
    private final ModelNode door;
    private long upAt;
    private long downAt;
    private boolean cut;
    private boolean leftByClient;

    private Wire(SimulatedClient client, int node) {
      this.client = client;
      this.node = node;
      this.door = new ModelNode(cluster, random, trouble);
    }

    /** A frame of the client's sets off. */
    void up(List<ClientMessage> messages) {
      ByteBuffer frame = ConnectCodec.encodeClient(messages);
      upAt = Math.max(upAt, now + delay());
      at(upAt - now, () -> arrive(frame));
    }

    private void arrive(ByteBuffer frame) {
      if (!cut) {
        try {
          down(door.take(ConnectCodec.decodeClient(frame), node == leader ? null : leaderHint()));
        } catch (BadFrameException e) {
          throw new AssertionError(e);
        }
        for (Wire other : List.copyOf(wires)) {
          other.down(other.door.look());
          other.down(other.door.pushes(false));
        }
      }
    }

    private void down(List<ServerMessage> messages) {
      if (messages.isEmpty()) {
        return;
      }
      ByteBuffer frame = ConnectCodec.encodeServer(messages);
      downAt = Math.max(downAt, now + delay());
      boolean last = door.over;
      at(
          downAt - now,
          () -> {
            if (!cut && !leftByClient) {
              client.received(this, frame);
              if (last) {
                breakOff("closed by the server");
              }
            }
          });
    }

    /** The client gives it up: what it sent before may still arrive, at first or much later. */
    void leave() {
      leftByClient = true;
      at(Math.max(upAt, downAt) - now + DELAY_MILLIS_MAX, () -> wires.remove(this));
    }

    /** Nothing comes through any more, and nobody is told. */
    void cut() {
      cut = true;
      wires.remove(this);
    }

    /** The line breaks, and the client hears of it. */
    void breakOff(String why) {
      if (!cut) {
        cut();
        at(delay(), () -> client.lost(this, why));
      }
    }

    /** Whatever sets off from now on arrives late. */
    void slow(long millis) {
      upAt = now + millis;
      downAt = now + millis;
    }

    private void answerPing() {
      if (!cut) {
        client.heard(this);
      }
    }

    void ping() {
      at(2 * DELAY_MILLIS_MAX + Math.max(0, upAt - now), this::answerPing);
    }
  }

  final SplittableRandom random;
  final ModelCluster cluster;
  final List<Wire> wires = new ArrayList<>();
  final boolean[] down = new boolean[NODES];
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  Trouble trouble = Trouble.NONE;
  int leader;
  boolean leaderKnown = true;
  long now;
  private long order;

  World(long seed) {
    random = new SplittableRandom(seed);
    cluster = new ModelCluster(random.split());
  }

  void at(long millisFromNow, Runnable what) {
    events.add(new Event(now + Math.max(0, millisFromNow), order++, what));
  }

  long delay() {
    return 1 + random.nextLong(DELAY_MILLIS_MAX);
  }

  private String leaderHint() {
    return leaderKnown && random.nextDouble() < 0.7 ? "node" + leader + ":80" : "";
  }

  /** A client tries to reach a node. */
  @Nullable Wire connect(SimulatedClient client, int node) {
    if (down[node]) {
      return null;
    }
    Wire wire = new Wire(client, node);
    wires.add(wire);
    at(delay(), () -> client.opened(wire));
    return wire;
  }

  /** Sends what is outstanding again, as the servers do from time to time. */
  void resendDue() {
    for (Wire wire : List.copyOf(wires)) {
      wire.down(wire.door.pushes(true));
    }
  }

  void crash(int node) {
    down[node] = true;
    for (Wire wire : List.copyOf(wires)) {
      if (wire.node == node) {
        wire.breakOff("node " + node + " crashed");
      }
    }
  }

  /** Ends a session as time or an administrator does. */
  void endSession(ModelCluster.Member member) {
    member.dead = true;
    for (Wire wire : List.copyOf(wires)) {
      wire.down(wire.door.look());
    }
  }

  /** Lets everything happen up to a time. */
  void runUntil(long until) {
    for (int count = 0; !events.isEmpty() && events.peek().at <= until; count++) {
      if (count > EVENTS_MAX) {
        throw new AssertionError("it goes round in circles at " + now + " ms");
      }
      Event next = events.poll();
      now = next.at;
      next.what.run();
    }
    now = until;
  }
}
