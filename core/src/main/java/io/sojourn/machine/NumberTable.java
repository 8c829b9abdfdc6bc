package io.sojourn.machine;

import io.sojourn.machine.ServiceState.Numbered;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values by number, in the order of the numbers without a sign. Not thread-safe. */
final class NumberTable {

  /*
   * Sorted arrays in leaves of up to 64 entries, and over them arrays of the leaves and of the first number
   * of each. An entry costs the 12 bytes of its number and its reference, where one of a TreeMap costs 64.
   * Numbers mostly come in order: a leaf that is full and whose successor comes is left full, and others are
   * cut in half. A leaf that holds next to nothing gives its room back, one that holds nothing goes.
   */

  private static final int LEAF_ENTRIES_MAX = 64;
  private static final int ROOM_MIN = 2;

  private static final class Leaf {
    long[] numbers;
    byte[][] values;
    int size;

    Leaf(int room) {
      numbers = new long[room];
      values = new byte[room][];
    }

    /** Where a number is, or, as in {@link Arrays#binarySearch}, where it would be. */
    int find(long number) {
      int low = 0;
      int high = size - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = Long.compareUnsigned(numbers[middle], number);
        if (order == 0) {
          return middle;
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return ~low;
    }

    void insert(int at, long number, byte[] value) {
      if (size == numbers.length) {
        resize(Math.min(LEAF_ENTRIES_MAX, 2 * size));
      }
      System.arraycopy(numbers, at, numbers, at + 1, size - at);
      System.arraycopy(values, at, values, at + 1, size - at);
      numbers[at] = number;
      values[at] = value;
      size++;
    }

    void remove(int at) {
      size--;
      System.arraycopy(numbers, at + 1, numbers, at, size - at);
      System.arraycopy(values, at + 1, values, at, size - at);
      if (size <= numbers.length / 4 && numbers.length > ROOM_MIN) {
        resize(numbers.length / 2);
      } else {
        Arrays.fill(values, size, size + 1, null);
      }
    }

    private void resize(int room) {
      numbers = Arrays.copyOf(numbers, room);
      values = Arrays.copyOf(values, room);
    }

    /** Moves the upper half into a leaf of its own. */
    Leaf split() {
      int half = size / 2;
      Leaf upper = new Leaf(LEAF_ENTRIES_MAX);
      upper.size = size - half;
      System.arraycopy(numbers, half, upper.numbers, 0, upper.size);
      System.arraycopy(values, half, upper.values, 0, upper.size);
      size = half;
      resize(LEAF_ENTRIES_MAX / 2);
      return upper;
    }
  }

  private Leaf[] leaves = {new Leaf(ROOM_MIN)};
  private long[] firsts = new long[1]; // of leaves that have an entry
  private int leafCount = 1;
  private int size;

  /** How many there are. */
  int size() {
    return size;
  }

  /** Which leaf a number is in if it is anywhere. */
  private int leafOf(long number) {
    int low = 0;
    int high = leafCount - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (Long.compareUnsigned(firsts[middle], number) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The value of a number, or null. */
  byte @Nullable [] get(long number) {
    Leaf leaf = leaves[leafOf(number)];
    int at = leaf.find(number);
    return at < 0 ? null : leaf.values[at];
  }

  /** Sets a value; gives the one before, or null. */
  byte @Nullable [] put(long number, byte[] value) {
    int index = leafOf(number);
    Leaf leaf = leaves[index];
    int at = leaf.find(number);
    if (at >= 0) {
      byte[] before = leaf.values[at];
      leaf.values[at] = value;
      return before;
    }
    at = ~at;
    if (leaf.size == LEAF_ENTRIES_MAX) {
      boolean last = index == leafCount - 1 && at == leaf.size;
      Leaf next = last ? new Leaf(ROOM_MIN) : leaf.split();
      addLeaf(index + 1, next);
      if (at > leaf.size || last) {
        at -= leaf.size;
        leaf = next;
        index++;
      }
    }
    leaf.insert(at, number, value);
    firsts[index] = leaf.numbers[0];
    size++;
    return null;
  }

  private void addLeaf(int index, Leaf leaf) {
    if (leafCount == leaves.length) {
      resize(2 * leafCount);
    }
    System.arraycopy(leaves, index, leaves, index + 1, leafCount - index);
    System.arraycopy(firsts, index, firsts, index + 1, leafCount - index);
    leaves[index] = leaf;
    firsts[index] = leaf.numbers[0];
    leafCount++;
  }

  /** Takes a value away; gives it, or null if there is none. */
  byte @Nullable [] remove(long number) {
    int index = leafOf(number);
    Leaf leaf = leaves[index];
    int at = leaf.find(number);
    if (at < 0) {
      return null;
    }
    byte[] before = leaf.values[at];
    leaf.remove(at);
    size--;
    if (leaf.size > 0) {
      firsts[index] = leaf.numbers[0];
    } else if (leafCount > 1) {
      removeLeaf(index);
    }
    return before;
  }

  private void removeLeaf(int index) {
    leafCount--;
    System.arraycopy(leaves, index + 1, leaves, index, leafCount - index);
    System.arraycopy(firsts, index + 1, firsts, index, leafCount - index);
    Arrays.fill(leaves, leafCount, leafCount + 1, null);
    if (leafCount <= leaves.length / 4) {
      resize(leaves.length / 2);
    }
  }

  private void resize(int room) {
    leaves = Arrays.copyOf(leaves, room);
    firsts = Arrays.copyOf(firsts, room);
  }

  /** Entries from a number on. */
  List<Numbered> from(long first, int max) {
    int index = leafOf(first);
    int at = leaves[index].find(first);
    at = at < 0 ? ~at : at;
    List<Numbered> found = new ArrayList<>(Math.min(max, Math.min(size, LEAF_ENTRIES_MAX)));
    while (index < leafCount && found.size() < max) {
      Leaf leaf = leaves[index];
      while (at < leaf.size && found.size() < max) {
        found.add(new Numbered(leaf.numbers[at], leaf.values[at]));
        at++;
      }
      index++;
      at = 0;
    }
    return found;
  }

  /** The first entry behind a number, or null. */
  @Nullable Numbered behind(long number) {
    List<Numbered> next = number == -1 ? List.of() : from(number + 1, 1);
    return next.isEmpty() ? null : next.getFirst();
  }
}
