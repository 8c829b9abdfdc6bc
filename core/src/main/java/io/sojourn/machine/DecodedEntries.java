package io.sojourn.machine;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Entries of bytes, shown as what a codec makes of them: each is decoded when it is looked at, so
 * that the first few of a million cost no more than the first few of ten. Read-only.
 *
 * @param <V> what an entry holds
 */
@SuppressWarnings("JdkObsolete") // State promises a SortedMap, and no more
final class DecodedEntries<V> extends AbstractMap<String, V> implements SortedMap<String, V> {

  private final SortedMap<String, byte[]> bytes;
  private final Codec<V> codec;

  DecodedEntries(SortedMap<String, byte[]> bytes, Codec<V> codec) {
    this.bytes = bytes;
    this.codec = codec;
  }

  @Override
  public @Nullable V get(@Nullable Object name) {
    byte[] value = name == null ? null : bytes.get(name);
    return value == null ? null : codec.decode(value);
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return name != null && bytes.containsKey(name);
  }

  @Override
  public int size() {
    return bytes.size();
  }

  @Override
  public boolean isEmpty() {
    return bytes.isEmpty(); // the size of a part is found by counting
  }

  @Override
  public Set<Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, V>> iterator() {
        return new Decoding<>(bytes.entrySet().iterator(), codec);
      }

      @Override
      public int size() {
        return bytes.size();
      }
    };
  }

  @Override
  public @Nullable Comparator<? super String> comparator() {
    return bytes.comparator();
  }

  @Override
  public SortedMap<String, V> subMap(String from, String to) {
    return new DecodedEntries<>(bytes.subMap(from, to), codec);
  }

  @Override
  public SortedMap<String, V> headMap(String to) {
    return new DecodedEntries<>(bytes.headMap(to), codec);
  }

  @Override
  public SortedMap<String, V> tailMap(String from) {
    return new DecodedEntries<>(bytes.tailMap(from), codec);
  }

  @Override
  public String firstKey() {
    return bytes.firstKey();
  }

  @Override
  public String lastKey() {
    return bytes.lastKey();
  }

  private record Decoding<V>(Iterator<Map.Entry<String, byte[]>> bytes, Codec<V> codec)
      implements Iterator<Entry<String, V>> {
    @Override
    public boolean hasNext() {
      return bytes.hasNext();
    }

    @Override
    public Entry<String, V> next() {
      Map.Entry<String, byte[]> next = bytes.next();
      return new SimpleImmutableEntry<>(next.getKey(), codec.decode(next.getValue()));
    }
  }
}
