package io.sojourn.nfs.machine;

import io.sojourn.machine.SessionDirectory;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.CallbackSecurity;
import io.sojourn.nfs.session.ChannelAttributes;
import io.sojourn.nfs.session.ClientRecord;
import io.sojourn.nfs.session.CreationSlot;
import io.sojourn.nfs.session.OwnerId;
import io.sojourn.nfs.session.SessionRecord;
import io.sojourn.nfs.session.SessionStore;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Values that the tests share. */
final class Fixtures {

  static final Principal ANN = new Principal(Principal.AUTH_SYS, 1, 1, List.of());

  static final SessionDirectory NO_SESSIONS =
      new SessionDirectory() {
        @Override
        public Optional<Session> find(SessionId id) {
          return Optional.empty();
        }

        @Override
        public List<Session> after(@Nullable SessionId id, int max) {
          return List.of();
        }
      };

  private Fixtures() {}

  static OwnerId owner(String name) {
    return new OwnerId(name.getBytes(StandardCharsets.UTF_8));
  }

  static ClientRecord client(SessionStore store, String name, boolean confirmed) {
    ClientRecord client =
        new ClientRecord(
            store.nextClientId(),
            owner(name),
            5,
            ANN,
            confirmed,
            0,
            Optional.empty(),
            0,
            new CreationSlot(CreationSlot.FIRST - 1, 0, null),
            false);
    store.put(client);
    return client;
  }

  static SessionRecord session(SessionStore store, long id, long clientId) {
    ChannelAttributes channel =
        new ChannelAttributes(0, 4096, 4096, 1024, 8, 4, OptionalInt.empty());
    SessionRecord session =
        new SessionRecord(
            new SessionKey(id, id),
            clientId,
            0,
            channel,
            4,
            channel,
            1,
            new CallbackSecurity.None(),
            0,
            false);
    store.put(session);
    return session;
  }
}
