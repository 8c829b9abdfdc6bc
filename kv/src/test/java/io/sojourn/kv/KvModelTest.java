package io.sojourn.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Limits;
import io.sojourn.testing.LimitsWith;
import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The machine beside a naive model of it, over random commands of a few sessions on a few names.
 */
class KvModelTest {

  private static final int PUSHES = 7;
  private static final Limits KERNEL = LimitsWith.bound("pushes", PUSHES);
  private static final KvLimits SMALL = new KvLimits(512, 1024, 3, 4096, 4, 2, 3, 2, 2);
  private static final String[] KEYS = {"a", "ab", "abc", "b", "c/1", "c/2", "\ud83d\ude00"};
  private static final String[] PREFIXES = {"", "a", "ab", "c/", "\ud83d\ude00", "zz"};
  private static final String[] VALUES = {"0", "1", "-7", "9223372036854775807", "x", ""};
  private static final String[] LOCKS = {"a", "l", "m", "n"};

  private final Machine machine = new Machine(KERNEL, SMALL);
  private final Model model = new Model(SMALL, PUSHES);
  private final Map<Integer, Long> pushed = new HashMap<>();
  private final List<Integer> live = new ArrayList<>();
  private final Set<String> seen = new TreeSet<>();
  private int created;

  @Test
  void itDoesWhatTheNaiveModelDoes() {
    Set<String> seen = new TreeSet<>();
    Seeds.run(
        2000,
        seed -> {
          KvModelTest test = new KvModelTest();
          test.run(new SplittableRandom(seed));
          seen.addAll(test.seen);
        });
    if (Long.getLong("sojourn.seed") == null) {
      assertThat(seen).containsAll(everythingThatCanBeSaid());
    }
  }

  /** Every kind of reply and event, and every reason but those of commands that are malformed. */
  private static Set<String> everythingThatCanBeSaid() {
    Set<String> all = new TreeSet<>();
    for (Class<?> type : KvReply.class.getPermittedSubclasses()) {
      all.add(type.getSimpleName());
    }
    for (Class<?> type : KvEvent.class.getPermittedSubclasses()) {
      all.add(type.getSimpleName());
    }
    for (KvReply.Reason reason : KvReply.Reason.values()) {
      all.add(reason.name());
    }
    all.removeAll(Set.of("INVALID_KEY", "VALUE_TOO_LARGE"));
    return all;
  }

  private void run(SplittableRandom random) {
    for (int i = 0; i < 80; i++) {
      switch (random.nextInt(16)) {
        case 0 -> end(random);
        case 1 -> machine.restore();
        case 2, 3 -> acknowledge(random);
        default -> ask(random);
      }
    }
    cleanUp();
    assertThat(machine.rows()).isSubsetOf(Names.VERSION);
    assertThat(machine.droppedPushes()).isZero();
  }

  private void ask(SplittableRandom random) {
    if (live.isEmpty() || (live.size() < 4 && random.nextInt(8) == 0)) {
      machine.create(++created);
      live.add(created);
    }
    ask(live.get(random.nextInt(live.size())), command(random));
  }

  private void ask(int session, KvCommand command) {
    KvReply expected = model.ask(session, command);
    KvReply reply = machine.ask(session, command);
    assertThat(withoutDetail(reply)).as("%s asks %s", session, command).isEqualTo(expected);
    compareTold("after " + command);
    seen.add(reply.getClass().getSimpleName());
    if (reply instanceof KvReply.Refused refused) {
      seen.add(refused.reason().name());
    }
    model.told.forEach(one -> seen.add(one.getValue().getClass().getSimpleName()));
  }

  /** Sentences are for people: the model has none. */
  private static KvReply withoutDetail(KvReply reply) {
    if (reply instanceof KvReply.Refused refused) {
      assertThat(refused.detail()).isNotEmpty();
      return new KvReply.Refused(refused.reason(), "");
    }
    return reply;
  }

  private void compareTold(String when) {
    assertThat(machine.told).as(when).isEqualTo(model.told);
    model.told.forEach(one -> pushed.merge(one.getKey(), 1L, Long::sum));
  }

  private void acknowledge(SplittableRandom random) {
    if (!live.isEmpty()) {
      int session = live.get(random.nextInt(live.size()));
      int count = random.nextInt(model.waiting(session) + 1);
      long last = pushed.getOrDefault(session, 0L) - model.waiting(session) + count;
      machine.acknowledge(session, last);
      model.acknowledge(session, count);
    }
  }

  private void end(SplittableRandom random) {
    if (!live.isEmpty()) {
      end(live.get(random.nextInt(live.size())));
    }
  }

  private void end(int session) {
    live.removeIf(one -> one == session);
    model.end(session);
    machine.end(session);
    compareTold("after the end of " + session);
  }

  private void cleanUp() {
    while (!live.isEmpty()) {
      end(live.get(0));
    }
    machine.create(++created);
    for (String key : model.keys()) {
      ask(created, new KvCommand.Delete(key, 0));
    }
    end(created);
  }

  private static KvCommand command(SplittableRandom random) {
    String key = pick(random, KEYS);
    Value value = Value.of(pick(random, VALUES));
    boolean flag = random.nextBoolean();
    long version = random.nextInt(3) == 0 ? 0 : random.nextInt(1, 40);
    Target target = flag ? Target.prefix(pick(random, PREFIXES)) : Target.key(key);
    return switch (random.nextInt(14)) {
      case 0, 1 -> new KvCommand.Put(key, value, flag);
      case 2 -> new KvCommand.Get(key);
      case 3 -> new KvCommand.Delete(key, version);
      case 4 -> new KvCommand.CompareAndSet(key, expected(random, version), value, flag);
      case 5, 6 -> new KvCommand.Increment(key, random.nextInt(-3, 4));
      case 7 -> list(random);
      case 8, 9 -> new KvCommand.Watch(target);
      case 10 -> new KvCommand.Unwatch(target);
      case 11, 12 -> new KvCommand.Lock(pick(random, LOCKS), flag);
      default ->
          flag
              ? new KvCommand.Unlock(pick(random, LOCKS), version)
              : new KvCommand.Holder(pick(random, LOCKS));
    };
  }

  private static KvCommand list(SplittableRandom random) {
    String prefix = pick(random, PREFIXES);
    String after = random.nextBoolean() ? "" : prefix + pick(random, KEYS);
    return new KvCommand.List(prefix, after, random.nextInt(0, 4), random.nextBoolean());
  }

  private static KvCommand.Expected expected(SplittableRandom random, long version) {
    return switch (random.nextInt(3)) {
      case 0 -> new KvCommand.Expected.Absent();
      case 1 -> new KvCommand.Expected.AtVersion(version);
      default -> new KvCommand.Expected.Equal(Value.of(pick(random, VALUES)));
    };
  }

  private static String pick(SplittableRandom random, String[] from) {
    return from[random.nextInt(from.length)];
  }
}
