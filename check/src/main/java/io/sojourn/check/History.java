package io.sojourn.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What concurrent clients did and saw: operations in the order of their invocations.
 *
 * @param operations sorted by the stamp of invocation
 * @param <O> what can be asked
 * @param <R> what can be answered
 */
public record History<O, R>(List<Operation<O, R>> operations) {

  /** Copies and sorts the operations. */
  public History {
    List<Operation<O, R>> sorted = new ArrayList<>(operations);
    sorted.sort(
        Comparator.comparingLong((Operation<O, R> operation) -> operation.invokedAt())
            .thenComparingInt(Operation::id));
    operations = List.copyOf(sorted);
  }

  /** The histories of the parts that do not influence each other, in the order of first use. */
  public <K> Map<K, History<O, R>> splitBy(Function<? super O, ? extends K> key) {
    Map<K, List<Operation<O, R>>> parts = new LinkedHashMap<>();
    for (Operation<O, R> operation : operations) {
      parts.computeIfAbsent(key.apply(operation.op()), k -> new ArrayList<>()).add(operation);
    }
    Map<K, History<O, R>> histories = new LinkedHashMap<>();
    parts.forEach((k, part) -> histories.put(k, new History<>(part)));
    return histories;
  }

  /** How many operations ended without anybody knowing how. */
  public long unknown() {
    return operations.stream().filter(o -> o.outcome() instanceof Outcome.Unknown).count();
  }

  /** One line per operation, each ended by a line feed: equal histories give equal text. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    for (Operation<O, R> operation : operations) {
      text.append(operation).append('\n');
    }
    return text.toString();
  }
}
