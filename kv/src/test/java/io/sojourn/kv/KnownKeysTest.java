package io.sojourn.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KnownKeysTest {

  /** Keeps what it is told, and that nothing is told twice or backwards. */
  private static final class Told implements KvWatcher {
    final List<String> lines = new ArrayList<>();
    final Map<String, KvEntry> entries = new TreeMap<>();

    @Override
    public void changed(KvEntry entry) {
      KvEntry before = entries.put(entry.key(), entry);
      assertThat(before == null || before.version() < entry.version()).isTrue();
      lines.add(entry.key() + "=" + entry.version());
    }

    @Override
    public void removed(String key, long version) {
      assertThat(entries.remove(key)).isNotNull();
      lines.add(key + " gone " + version);
    }
  }

  private final Told told = new Told();
  private final KnownKeys known = new KnownKeys(told);

  private static KvEntry entry(String key, long version) {
    return new KvEntry(key, Value.of("v" + version), version, null);
  }

  private void changed(String key, long version) {
    known.change(new KvEvent.EntryChanged(entry(key, version)));
  }

  private void removed(String key, long version) {
    known.change(new KvEvent.EntryRemoved(key, version));
  }

  @Test
  void thePresentIsToldFirstAndThenEveryChange() {
    known.present(5, List.of(entry("a", 2), entry("b", 5)));
    changed("a", 6);
    removed("b", 7);
    changed("b", 8);
    assertThat(told.lines).containsExactly("a=2", "b=5", "a=6", "b gone 7", "b=8");
  }

  @Test
  void aPageThatIsAheadOfThePushesDoesNotSwallowThem() {
    known.present(5, List.of(entry("a", 9), entry("b", 3)));
    changed("a", 7);
    removed("a", 8);
    changed("a", 9);
    assertThat(told.lines).containsExactly("b=3", "a=7", "a gone 8", "a=9");
  }

  @Test
  void pushesFromBeforeThePresentAreNotTold() {
    known.present(5, List.of());
    changed("a", 4);
    removed("a", 5);
    removed("b", 6);
    assertThat(told.lines).isEmpty();
  }

  @Test
  void whatWasMissedIsToldAsTheDifference() {
    known.present(3, List.of(entry("same", 1), entry("changes", 2), entry("goes", 3)));
    told.lines.clear();
    known.present(9, List.of(entry("changes", 7), entry("comes", 8), entry("same", 1)));
    assertThat(told.lines).containsExactly("changes=7", "comes=8", "goes gone 9");
  }

  /** A history of changes, of which the pushes after some point may be lost before a new page. */
  @Test
  void whateverIsMissedTheWatcherEndsWithWhatIsThere() {
    Seeds.run(500, seed -> new KnownKeysTest().run(new SplittableRandom(seed)));
  }

  private void run(SplittableRandom random) {
    TreeMap<String, KvEntry> truth = new TreeMap<>();
    long version = 0;
    for (int round = 0; round < 5; round++) {
      long began = version;
      List<KvEvent> pushes = new ArrayList<>();
      int before = random.nextInt(6);
      for (int i = 0; i < before + random.nextInt(6); i++) {
        if (i == before) {
          began = version;
        }
        version++;
        pushes.add(change(truth, "k" + random.nextInt(4), version, random));
      }
      if (before == 0) {
        began = version - pushes.size();
      }
      known.present(began, List.copyOf(truth.values()));
      long from = began;
      pushes.stream().filter(push -> version(push) > from).forEach(known::change);
      assertThat(told.entries).isEqualTo(truth);
    }
  }

  private static long version(KvEvent event) {
    return event instanceof KvEvent.EntryChanged changed
        ? changed.entry().version()
        : ((KvEvent.EntryRemoved) event).version();
  }

  private static KvEvent change(
      Map<String, KvEntry> truth, String key, long version, SplittableRandom random) {
    if (truth.containsKey(key) && random.nextBoolean()) {
      truth.remove(key);
      return new KvEvent.EntryRemoved(key, version);
    }
    KvEntry entry = entry(key, version);
    truth.put(key, entry);
    return new KvEvent.EntryChanged(entry);
  }
}
