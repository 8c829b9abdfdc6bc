package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@SuppressWarnings("JdkObsolete") // State promises a SortedMap
class DecodedEntriesTest {

  private final AtomicInteger decoded = new AtomicInteger();
  private final Codec<Long> counting =
      Codec.number()
          .as(
              number -> {
                decoded.incrementAndGet();
                return number;
              },
              number -> number);

  private SortedMap<String, Long> numbers(int count) {
    TreeMap<String, byte[]> bytes = new TreeMap<>();
    for (long i = 0; i < count; i++) {
      bytes.put("n%06d".formatted(i), Codec.number().encode(i));
    }
    return new DecodedEntries<>(Collections.unmodifiableSortedMap(bytes), counting::decode);
  }

  @Test
  void anEntryIsDecodedWhenItIsLookedAt() {
    SortedMap<String, Long> numbers = numbers(100_000);
    assertThat(numbers.get("n000007")).isEqualTo(7);
    assertThat(numbers.get("n")).isNull();
    assertThat(numbers.tailMap("n000500").entrySet().iterator().next())
        .isEqualTo(Map.entry("n000500", 500L));
    assertThat(numbers.containsKey("n000007")).isTrue();
    assertThat(numbers.isEmpty()).isFalse();
    assertThat(decoded).hasValue(2);
  }

  @Test
  void itIsTheMapThatOneMadeOfValuesWouldBe() {
    SortedMap<String, Long> numbers = numbers(5);
    TreeMap<String, Long> plain = new TreeMap<>(numbers);
    assertThat(numbers).isEqualTo(plain).hasSameHashCodeAs(plain).hasSize(5);
    assertThat(numbers.subMap("n000001", "n000003")).isEqualTo(plain.subMap("n000001", "n000003"));
    assertThat(numbers.headMap("n000003")).isEqualTo(plain.headMap("n000003"));
    assertThat(numbers.tailMap("n000003")).isEqualTo(plain.tailMap("n000003"));
    assertThat(numbers.firstKey()).isEqualTo("n000000");
    assertThat(numbers.lastKey()).isEqualTo("n000004");
    assertThat(numbers.comparator()).isNull();
  }

  @Test
  void nobodyWritesThroughIt() {
    SortedMap<String, Long> numbers = numbers(2);
    assertThatThrownBy(() -> numbers.put("a", 1L))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(numbers::clear).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> numbers.remove("n000000"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
