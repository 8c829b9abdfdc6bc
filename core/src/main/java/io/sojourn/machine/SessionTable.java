package io.sojourn.machine;

import io.sojourn.session.SessionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sessions, found by id, and walked by a capture in the order of a list.
 *
 * <p>While a capture is under way, an entry is copied into it just before its first change, so that
 * the capture is the state at one index although the machine goes on.
 */
class SessionTable {

  private final Map<SessionId, SessionEntry> byId = new HashMap<>();
  private final List<@Nullable SessionEntry> list = new ArrayList<>();
  private final ArrayDeque<Integer> freePlaces = new ArrayDeque<>();

  /**
   * The live sessions in the order of their ids, and dead ones that nobody has come across since;
   * null until somebody asks for that order, which most programs never do.
   */
  private @Nullable NavigableMap<SessionId, SessionEntry> ordered;

  private long captures;
  private boolean capturing;
  private int nextToCapture = Integer.MAX_VALUE;
  private final ArrayDeque<SnapshotRecord.SessionRow> saved = new ArrayDeque<>();

  @Nullable SessionEntry find(SessionId id) {
    return byId.get(id);
  }

  int size() {
    return byId.size();
  }

  void add(SessionEntry entry) {
    if (byId.putIfAbsent(entry.id(), entry) != null) {
      throw new IllegalArgumentException("two sessions of id " + entry.id());
    }
    entry.capture = captures;
    Integer free = freePlaces.poll();
    if (free == null) {
      entry.place = list.size();
      list.add(entry);
    } else {
      entry.place = free;
      list.set(free, entry);
    }
    if (ordered != null && entry.isLive()) {
      ordered.put(entry.id(), entry);
    }
  }

  void remove(SessionEntry entry) {
    beforeChange(entry);
    byId.remove(entry.session().id());
    list.set(entry.place, null);
    freePlaces.add(entry.place);
    if (ordered != null) {
      ordered.remove(entry.id());
    }
  }

  /**
   * Live sessions behind an id in the order of their ids. The first call in the life of the table
   * sorts all that there are; later ones find their place in as many steps as the logarithm of
   * their number, and take out the dead ones on their way, each of which is met once.
   *
   * @param id null for the first ones
   * @param max how many at most
   */
  List<SessionEntry> liveAfter(@Nullable SessionId id, int max) {
    NavigableMap<SessionId, SessionEntry> order = ordered == null ? order() : ordered;
    List<SessionEntry> found = new ArrayList<>();
    Iterator<SessionEntry> next =
        (id == null ? order : order.tailMap(id, false)).values().iterator();
    while (found.size() < max && next.hasNext()) {
      SessionEntry entry = next.next();
      if (entry.isLive()) {
        found.add(entry);
      } else {
        next.remove(); // the dead stay dead
      }
    }
    return found;
  }

  private NavigableMap<SessionId, SessionEntry> order() {
    NavigableMap<SessionId, SessionEntry> order = new TreeMap<>();
    byId.forEach(
        (id, entry) -> {
          if (entry.isLive()) {
            order.put(id, entry);
          }
        });
    ordered = order;
    return order;
  }

  /** To be called before each change of an entry or of its channels. */
  void beforeChange(SessionEntry entry) {
    if (entry.capture != captures) {
      entry.capture = captures;
      if (nextToCapture != Integer.MAX_VALUE) {
        saved.add(entry.row());
      }
    }
  }

  /**
   * Begins a capture of the table as it is now; one that is under way is given up.
   *
   * @return its number
   */
  long beginCapture() {
    captures++;
    capturing = true;
    nextToCapture = 0;
    saved.clear();
    return captures;
  }

  /** Whether the capture of that number is the one under way. */
  boolean isCapturing(long number) {
    return capturing && captures == number;
  }

  /** Ends the capture, complete or not. */
  void endCapture() {
    capturing = false;
    nextToCapture = Integer.MAX_VALUE;
    saved.clear();
  }

  /** The next row of the capture, or null at its end. */
  SnapshotRecord.@Nullable SessionRow nextCaptured() {
    SnapshotRecord.SessionRow row = saved.poll();
    if (row != null) {
      return row;
    }
    while (nextToCapture < list.size()) {
      SessionEntry entry = list.get(nextToCapture++);
      if (entry != null && entry.capture != captures) {
        entry.capture = captures;
        return entry.row();
      }
    }
    nextToCapture = Integer.MAX_VALUE;
    return null;
  }

  /** All entries, in the order of their ids. */
  List<SessionEntry> inOrder() {
    return byId.values().stream()
        .sorted(Comparator.comparing((SessionEntry entry) -> entry.session().id()))
        .toList();
  }
}
