package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.MemoryLog;
import io.sojourn.machine.ServiceMachine;
import io.sojourn.machine.ServiceState;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.machine.NfsQuery;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.session.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an administrator is shown of sessions. */
class AdminTest {

  /** Counts what it is asked for, but for whether it is untidy, which is asked every second. */
  private final class Counting implements ServiceMachine {
    private static final byte[] UNTIDY = new NfsQuery.Untidy().toBytes();
    private final ServiceMachine machine;

    Counting(ServiceMachine machine) {
      this.machine = machine;
    }

    @Override
    public String name() {
      return machine.name();
    }

    @Override
    public byte[] apply(ServiceState state, byte[] command, Context context) {
      return machine.apply(state, command, context);
    }

    @Override
    public byte[] query(ServiceState readOnly, byte[] query, Context context) {
      if (!Arrays.equals(query, UNTIDY)) {
        asked.incrementAndGet();
      }
      return machine.query(readOnly, query, context);
    }
  }

  private final AtomicInteger asked = new AtomicInteger();
  private final MemoryLog log = new MemoryLog();
  private final InMemory site;

  AdminTest() throws Exception {
    site = new InMemory(log, Counting::new);
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static NfsAdmin.SessionPage page(InMemory site, long after, int enough) {
    return switch (site.nfs().admin().sessions(after, enough).toCompletableFuture().join()) {
      case Outcome.Done<NfsAdmin.SessionPage> done -> done.value();
      case Outcome<?> other -> throw new AssertionError("no page: " + other);
    };
  }

  private static List<SessionKey> keys(NfsAdmin.SessionPage page) {
    return page.sessions().stream().map(NfsAdmin.SessionInfo::session).toList();
  }

  /** Two sessions of each of three clients, in the order of the clients. */
  private List<ClientSession> sixSessions() throws Exception {
    List<ClientSession> made = new ArrayList<>();
    NfsConnection connection = site.connect();
    for (String owner : List.of("one", "two", "three")) {
      SessionOptions options = SessionOptions.of(owner);
      ClientSession first = site.session(connection, options);
      made.add(first);
      made.add(site.session(connection, options.reclaiming(), first.clientId(), 2));
    }
    return made;
  }

  private static SessionKey[] keys(List<ClientSession> sessions) {
    return sessions.stream().map(ClientSession::key).toArray(SessionKey[]::new);
  }

  @Test
  void allSessionsAreOneQuestion() throws Exception {
    List<ClientSession> made = sixSessions();
    asked.set(0);
    NfsAdmin.SessionPage all = page(site, 0, 7);
    assertThat(asked).hasValue(1);
    assertThat(keys(all)).containsExactlyInAnyOrder(keys(made));
    assertThat(all.next()).isEmpty();
  }

  @Test
  void theSessionsOfAClientAreNotParted() throws Exception {
    List<ClientSession> made = sixSessions();
    NfsAdmin.SessionPage first = page(site, 0, 3);
    assertThat(keys(first)).containsExactlyInAnyOrder(keys(made.subList(0, 4)));
    assertThat(first.next()).contains(made.get(2).clientId());
    NfsAdmin.SessionPage second = page(site, first.next().orElseThrow(), 3);
    assertThat(keys(second)).containsExactlyInAnyOrder(keys(made.subList(4, 6)));
    assertThat(second.next()).isEmpty();
  }

  @Test
  void whatIsKeptIsShownAsLongAsNobodyUsesTheSession() throws Exception {
    ClientSession session = site.session(site.connect());
    byte[] reply = session.call(new Compound().putRootFileHandle(), true).encoded();
    NfsAdmin.SlotsInfo live = page(site, 0, 9).sessions().getFirst().slots();
    assertThat(live.live()).isTrue();
    assertThat(live.each()).isEmpty();
    site.close();
    try (InMemory again = new InMemory(log.reopen())) {
      NfsAdmin.SlotsInfo kept = page(again, 0, 9).sessions().getFirst().slots();
      assertThat(kept.live()).isFalse();
      assertThat(kept.used()).isEqualTo(1);
      assertThat(kept.keptBytes()).isEqualTo(reply.length);
    }
  }
}
