package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The order that services see the live sessions in, beside all sessions, sorted each time. */
class LiveSessionsTest {

  @Test
  void itIsThatOfTheIdsWhateverDiesAndGoesMeanwhile() {
    Seeds.run(
        200,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          Onlooker onlooker = new Onlooker();
          List<ServiceMachine> services = new ArrayList<>(RandomLog.services());
          services.add(onlooker);
          SessionMachine machine = new SessionMachine(RandomLog.LIMITS, new Ledger(), services);
          for (Entry entry : RandomLog.of(seed, 100)) {
            machine.apply(entry);
            if (random.nextBoolean()) {
              onlooker.from = random.nextBoolean() ? null : id(random);
              onlooker.max = random.nextInt(5);
              assertThat(machine.query("onlooker", new byte[0])).isInstanceOf(Reply.Executed.class);
              assertThat(onlooker.seen).isEqualTo(expected(machine, onlooker));
            }
          }
        });
  }

  private static SessionId id(SplittableRandom random) {
    return new SessionId(random.nextInt(-1, 2), random.nextInt(9));
  }

  private static List<Session> expected(SessionMachine machine, Onlooker onlooker) {
    List<Session> all = new ArrayList<>();
    machine.forEach(all::add, code -> {});
    SessionId from = onlooker.from;
    return all.stream()
        .filter(session -> session.state().isLive())
        .filter(session -> from == null || session.id().compareTo(from) > 0)
        .sorted(Comparator.comparing(Session::id))
        .limit(onlooker.max)
        .toList();
  }

  /** Hands out, for a test, what it is shown. */
  private static final class Onlooker implements ServiceMachine {
    @Nullable SessionId from;
    int max;
    List<Session> seen = List.of();

    @Override
    public String name() {
      return "onlooker";
    }

    @Override
    public byte[] apply(ServiceState state, byte[] command, Context context) {
      return command;
    }

    @Override
    public byte[] query(ServiceState readOnly, byte[] query, Context context) {
      seen = context.sessions().after(from, max);
      for (Session session : seen) {
        assertThat(context.sessions().find(session.id())).contains(session);
      }
      return query;
    }
  }
}
