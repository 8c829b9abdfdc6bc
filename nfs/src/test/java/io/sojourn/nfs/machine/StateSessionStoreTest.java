package io.sojourn.nfs.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.ClientRecord;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SessionStoreContract;
import io.sojourn.nfs.session.SlotRecord;
import io.sojourn.nfs.tree.MapState;
import org.junit.jupiter.api.Test;

class StateSessionStoreTest extends SessionStoreContract {

  StateSessionStoreTest() {
    super(started(new MapState(), 3));
  }

  private static StateSessionStore started(MapState state, long incarnation) {
    new Globals(state).put(new Globals.Server(new SessionKey(1, 2), incarnation, true, 0, 0));
    return new StateSessionStore(state);
  }

  /** RFC 8881, 18.36.4: a client id of an earlier incarnation of the server is stale. */
  @Test
  void idsOfAnotherIncarnationAreOtherIds() {
    assertThat(started(new MapState(), 3).nextClientId())
        .isNotEqualTo(started(new MapState(), 4).nextClientId());
  }

  @Test
  void whatIsTakenAwayLeavesNothingBehind() {
    MapState state = new MapState();
    StateSessionStore store = started(state, 3);
    int before = state.size();
    ClientRecord client = Fixtures.client(store, "one", true);
    SessionRecord session = Fixtures.session(store, 7, client.id());
    new SlotRecords(state, session.id()).put(3, new SlotRecord(1, 2, true, new byte[4]));
    assertThat(new SlotRecords(state, session.id()).all()).containsOnlyKeys(3);
    store.removeSession(session.id());
    store.removeClient(client.id());
    assertThat(state.size()).isEqualTo(before);
  }
}
