package io.sojourn.kv;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a watcher was told so far, and so what it is still to be told. Pages of present values and
 * pushes of changes overlap in time; the versions say what comes first.
 */
final class KnownKeys {

  private final Map<String, Long> versions = new TreeMap<>();
  private final KvWatcher watcher;
  private long shown;

  KnownKeys(KvWatcher watcher) {
    this.watcher = watcher;
  }

  /**
   * Tells what is there now, where it differs from what was told.
   *
   * @param version of the last change when the watch began: what is above it comes as a push
   * @param entries all there are, listed since then
   */
  void present(long version, List<KvEntry> entries) {
    shown = Math.max(shown, version);
    Map<String, Long> gone = new TreeMap<>(versions);
    for (KvEntry entry : entries) {
      gone.remove(entry.key());
      if (entry.version() <= version) {
        changed(entry);
      }
    }
    gone.keySet().forEach(key -> removed(key, version));
  }

  /** Tells a change, unless it is of before what was shown as present. */
  void change(KvEvent event) {
    if (event instanceof KvEvent.EntryChanged(KvEntry entry) && entry.version() > shown) {
      changed(entry);
    } else if (event instanceof KvEvent.EntryRemoved(String key, long version) && version > shown) {
      removed(key, version);
    }
  }

  private void changed(KvEntry entry) {
    Long known = versions.get(entry.key());
    if (known == null || known < entry.version()) {
      watcher.changed(entry);
      versions.put(entry.key(), entry.version());
    }
  }

  private void removed(String key, long version) {
    Long known = versions.get(key);
    if (known != null && known < version) {
      watcher.removed(key, version);
      versions.remove(key);
    }
  }
}
