package io.sojourn.machine;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Entries, shown as what a codec makes of them: each is decoded when it is looked at, so that the
 * first few of a million cost no more than the first few of ten. Read-only.
 *
 * @param <B> what an entry holds before it is decoded
 * @param <V> what an entry holds
 */
@SuppressWarnings("JdkObsolete") // State promises a SortedMap, and no more
final class DecodedEntries<B, V> extends AbstractMap<String, V> implements SortedMap<String, V> {

  private final SortedMap<String, B> encoded;
  private final Function<B, V> codec;

  DecodedEntries(SortedMap<String, B> encoded, Function<B, V> codec) {
    this.encoded = encoded;
    this.codec = codec;
  }

  @Override
  public @Nullable V get(@Nullable Object name) {
    B value = name == null ? null : encoded.get(name);
    return value == null ? null : codec.apply(value);
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return name != null && encoded.containsKey(name);
  }

  @Override
  public int size() {
    return encoded.size();
  }

  @Override
  public boolean isEmpty() {
    return encoded.isEmpty(); // the size of a part is found by counting
  }

  @Override
  public Set<Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, V>> iterator() {
        return new Decoding<>(encoded.entrySet().iterator(), codec);
      }

      @Override
      public int size() {
        return encoded.size();
      }
    };
  }

  @Override
  public @Nullable Comparator<? super String> comparator() {
    return encoded.comparator();
  }

  @Override
  public SortedMap<String, V> subMap(String from, String to) {
    return new DecodedEntries<>(encoded.subMap(from, to), codec);
  }

  @Override
  public SortedMap<String, V> headMap(String to) {
    return new DecodedEntries<>(encoded.headMap(to), codec);
  }

  @Override
  public SortedMap<String, V> tailMap(String from) {
    return new DecodedEntries<>(encoded.tailMap(from), codec);
  }

  @Override
  public String firstKey() {
    return encoded.firstKey();
  }

  @Override
  public String lastKey() {
    return encoded.lastKey();
  }

  private record Decoding<B, V>(Iterator<Map.Entry<String, B>> encoded, Function<B, V> codec)
      implements Iterator<Entry<String, V>> {
    @Override
    public boolean hasNext() {
      return encoded.hasNext();
    }

    @Override
    public Entry<String, V> next() {
      Map.Entry<String, B> next = encoded.next();
      return new SimpleImmutableEntry<>(next.getKey(), codec.apply(next.getValue()));
    }
  }
}
