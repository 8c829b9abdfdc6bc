package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The terminals of one host, in the order in which they were first heard of. Their number is
 * bounded: output of a terminal for which there is no room is carried but not kept. Not
 * thread-safe.
 */
final class Terminals {

  private final RelayLimits.Hubs limits;
  private final ScrollbackBudget budget;
  private final Map<String, Terminal> byId = new LinkedHashMap<>(4);
  private @Nullable Terminal last;

  Terminals(RelayLimits.Hubs limits, ScrollbackBudget processBudget) {
    this.limits = limits;
    this.budget = processBudget.child(limits.scrollbackBytesPerHost());
  }

  Collection<Terminal> all() {
    return byId.values();
  }

  /** The terminal of a frame whose head was checked, if it is known. */
  @Nullable Terminal known(ByteBuf frame) {
    Terminal candidate = last;
    if (candidate != null && candidate.owns(frame)) {
      return candidate;
    }
    Terminal found = byId.get(TerminalFrame.id(frame));
    if (found != null) {
      last = found;
    }
    return found;
  }

  /** The terminal of that id, made if there is room for it. */
  @Nullable Terminal open(String id) {
    Terminal found = byId.get(id);
    if (found != null) {
      return found;
    }
    if (byId.size() >= limits.terminals() && !dropOneUnlisted()) {
      return null;
    }
    Terminal made =
        new Terminal(id, new Scrollback(limits.scrollbackBytes(), limits.resizes(), budget));
    byId.put(id, made);
    return made;
  }

  /** Forgets a terminal and all it kept. */
  void close(String id) {
    Terminal gone = byId.remove(id);
    if (gone != null) {
      forget(gone);
    }
  }

  /**
   * Takes the host's list over.
   *
   * @param complete whether terminals that are not in it are gone: so in the first list after a
   *     host came back
   * @return whether there was room for all
   */
  boolean list(Collection<ControlMessage.Named> sessions, boolean complete) {
    byId.values().forEach(Terminal::unlisted);
    boolean fits = true;
    for (ControlMessage.Named session : sessions) {
      Terminal known = byId.get(session.id());
      if (known != null) {
        known.listedAs(session.name());
      }
    }
    if (complete) {
      while (dropOneUnlisted()) {}
    }
    for (ControlMessage.Named session : sessions) {
      Terminal terminal = open(session.id());
      if (terminal == null) {
        fits = false;
      } else {
        terminal.listedAs(session.name());
      }
    }
    return fits;
  }

  /** Gives all room back. */
  void clear() {
    byId.values().forEach(this::forget);
    byId.clear();
  }

  private boolean dropOneUnlisted() {
    for (Iterator<Terminal> each = byId.values().iterator(); each.hasNext(); ) {
      Terminal terminal = each.next();
      if (!terminal.isListed()) {
        each.remove();
        forget(terminal);
        return true;
      }
    }
    return false;
  }

  private void forget(Terminal terminal) {
    terminal.scrollback().close();
    if (last == terminal) {
      last = null;
    }
  }
}
