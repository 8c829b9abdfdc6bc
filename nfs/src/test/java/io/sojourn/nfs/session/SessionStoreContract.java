package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.SessionKey;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link SessionStore} does; a store's test extends it. */
public abstract class SessionStoreContract {

  private final SessionStore store;

  /** Tests an empty store: JUnit makes a new test, and so a new store, for each method. */
  protected SessionStoreContract(SessionStore store) {
    this.store = store;
  }

  private ClientRecord client(String owner, boolean confirmed) {
    return client(store.nextClientId(), owner, confirmed);
  }

  private static ClientRecord client(long id, String owner, boolean confirmed) {
    return new ClientRecord(
        id,
        Server.owner(owner),
        5,
        Server.ANN,
        confirmed,
        0,
        Optional.empty(),
        0,
        CreationSlot.unused(),
        false);
  }

  private static SessionRecord session(long id, long client) {
    SessionRecord usual = Channels.session(4, 4);
    return new SessionRecord(
        new SessionKey(id, id),
        client,
        0,
        usual.fore(),
        4,
        usual.back(),
        1,
        usual.security(),
        0,
        false);
  }

  @Test
  void clientIdsAreGivenOnce() {
    Set<Long> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      assertThat(ids.add(store.nextClientId())).isTrue();
    }
    assertThat(ids).doesNotContain(0L);
  }

  @Test
  void aClientIsFoundByItsIdAndItsOwner() {
    ClientRecord confirmed = client("a", true);
    ClientRecord unconfirmed = client("a", false);
    ClientRecord other = client("b", false);
    store.put(confirmed);
    store.put(unconfirmed);
    store.put(other);
    assertThat(store.client(confirmed.id())).isEqualTo(confirmed);
    assertThat(store.confirmed(Server.owner("a"))).isEqualTo(confirmed);
    assertThat(store.unconfirmed(Server.owner("a"))).isEqualTo(unconfirmed);
    assertThat(store.confirmed(Server.owner("b"))).isNull();
    assertThat(store.unconfirmed(Server.owner("b"))).isEqualTo(other);
    assertThat(store.client(4711)).isNull();
    assertThat(store.clients()).isEqualTo(3);
  }

  @Test
  void aClientIsConfirmedInItsPlace() {
    ClientRecord unconfirmed = client("a", false);
    store.put(unconfirmed);
    assertThat(store.oldestUnconfirmed()).hasValue(unconfirmed.id());
    store.put(unconfirmed.asConfirmed());
    assertThat(store.unconfirmed(Server.owner("a"))).isNull();
    assertThat(store.confirmed(Server.owner("a"))).isEqualTo(unconfirmed.asConfirmed());
    assertThat(store.oldestUnconfirmed()).isEmpty();
    assertThat(store.clients()).isEqualTo(1);
  }

  /** CREATE_SESSION takes the earlier incarnation away first. */
  @Test
  void aNewIncarnationTakesThePlaceOfTheEarlierOne() {
    ClientRecord earlier = client("a", true);
    ClientRecord later = client("a", false);
    store.put(earlier);
    store.put(later);
    store.removeClient(earlier.id());
    store.put(later.asConfirmed());
    assertThat(store.confirmed(Server.owner("a"))).isEqualTo(later.asConfirmed());
    assertThat(store.client(earlier.id())).isNull();
    assertThat(store.clients()).isEqualTo(1);
  }

  @Test
  void whatIsRemovedIsFoundNowhere() {
    ClientRecord client = client("a", false);
    store.put(client);
    store.removeClient(client.id());
    store.removeClient(client.id());
    assertThat(store.client(client.id())).isNull();
    assertThat(store.unconfirmed(Server.owner("a"))).isNull();
    assertThat(store.oldestUnconfirmed()).isEmpty();
    assertThat(store.clients()).isZero();
  }

  @Test
  void theOldestUnconfirmedIsTheFirstThatIsLeft() {
    ClientRecord first = client("a", false);
    ClientRecord second = client("b", false);
    store.put(first);
    store.put(second);
    assertThat(store.oldestUnconfirmed()).hasValue(first.id());
    store.put(first.withReclaimComplete(true));
    assertThat(store.oldestUnconfirmed()).hasValue(first.id());
    store.removeClient(first.id());
    assertThat(store.oldestUnconfirmed()).hasValue(second.id());
  }

  @Test
  void sessionsAreFoundByIdAndByClient() {
    ClientRecord client = client("a", true);
    store.put(client);
    SessionRecord one = session(1, client.id());
    SessionRecord two = session(2, client.id());
    SessionRecord other = session(3, client.id() + 1);
    store.put(one);
    store.put(two);
    store.put(other);
    assertThat(store.session(one.id())).isEqualTo(one);
    assertThat(store.sessionsOf(client.id())).containsExactlyInAnyOrder(one.id(), two.id());
    store.put(one.asDead());
    assertThat(store.session(one.id())).isEqualTo(one.asDead());
    assertThat(store.sessionsOf(client.id())).hasSize(2);
    store.removeSession(one.id());
    store.removeSession(one.id());
    assertThat(store.session(one.id())).isNull();
    assertThat(store.sessionsOf(client.id())).containsExactly(two.id());
    assertThat(store.sessionsOf(4711)).isEmpty();
  }
}
