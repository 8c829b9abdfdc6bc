package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.CallbackHandler;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.session.SequenceResult;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Slots asked back when replies take too much memory (RFC 8881, 2.10.6.1 and 20.8). */
class SlotRecallTest extends OnSite {

  private static final int SLOTS = 16;

  /** Less than what the replies on all slots take together. */
  private static final long BUDGET_BYTES = 1_000;

  /** Notes down to which slots the server asks for. */
  private static final class Recalled implements CallbackHandler {
    final Queue<Long> targets = new ConcurrentLinkedQueue<>();

    @Override
    public Status recallSlots(long targetHighestSlot) {
      targets.add(targetHighestSlot);
      return Status.OK;
    }
  }

  @Override
  NfsConfig config() {
    return NfsConfig.DEFAULT.withReplyBytes(BUDGET_BYTES);
  }

  /** Sends requests on slots of its own choice. */
  private final class Client {
    final SessionKey session;
    final NfsConnection connection;
    private final long[] sequences = new long[SLOTS];

    Client(SessionOptions options) throws Exception {
      session = site().session(options.withSlots(SLOTS).reclaiming()).key();
      connection = site().connect();
    }

    /** A request whose reply is kept, of a client that uses no slot above that. */
    SequenceResult use(int slot, int highest) throws Exception {
      SequenceArguments arguments =
          new SequenceArguments(session, ++sequences[slot], slot, highest, true);
      Compound request = new Compound().sequence(arguments).putRootFileHandle().getFileHandle();
      return connection.call(request).orThrow().sequence();
    }

    void useAll() throws Exception {
      for (int slot = 0; slot < SLOTS; slot++) {
        assertThat(use(slot, SLOTS - 1).highestSlot()).isEqualTo(SLOTS - 1);
      }
      assertThat(slots().keptBytes()).isGreaterThan(BUDGET_BYTES);
    }

    Status ask(long slot) throws Exception {
      return connection.call(Site.on(session, slot, 2, true)).status();
    }

    NfsAdmin.SlotsInfo slots() {
      return site().shown(session).slots();
    }
  }

  @Test
  @DisplayName("2.10.6.1: over the budget replies ask for fewer slots; those above go, with theirs")
  void bySequence() throws Exception {
    Client client = new Client(SessionOptions.of("busy").withFlags(0));
    client.useAll();
    long before = client.slots().keptBytes();
    long target = client.use(0, SLOTS - 1).targetHighestSlot();
    assertThat(target).isLessThan(SLOTS - 1);
    assertThat(client.use(0, 0).highestSlot()).isEqualTo(target);
    assertThat(client.slots().keptBytes()).isLessThan(before);
    assertThat(client.ask(target + 1)).isEqualTo(Status.BADSLOT);
    assertThat(client.ask(target)).isEqualTo(Status.OK);
  }

  @Test
  @DisplayName("20.8: a client that sends nothing is asked by CB_RECALL_SLOT, and follows")
  void byCallback() throws Exception {
    Recalled recalled = new Recalled();
    Client client = new Client(SessionOptions.of("silent").withCallbacks(recalled));
    client.useAll();
    assertThat(recalled.targets).isEmpty();
    await()
        .until(
            () -> {
              site().pass(1);
              return !recalled.targets.isEmpty();
            });
    long target = recalled.targets.remove();
    assertThat(target).isEqualTo(client.slots().target()).isLessThan(SLOTS - 1);
    client.use(0, 0);
    assertThat(client.use(0, 0).highestSlot()).isLessThanOrEqualTo(target);
  }
}
