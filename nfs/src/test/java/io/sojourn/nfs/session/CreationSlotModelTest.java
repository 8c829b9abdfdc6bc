package io.sojourn.nfs.session;

import static io.sojourn.nfs.session.Server.ANN;
import static io.sojourn.nfs.session.Server.BOB;
import static io.sojourn.nfs.session.Server.USUAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The slot of a client's CREATE_SESSIONs beside a model of it (RFC 8881, 18.36.4). */
class CreationSlotModelTest {

  private static final int SESSIONS_MAX = 5;

  /** Ways to be wrong, each of which the comparison must notice. */
  enum Flaw {
    NONE,
    FORGETS_REFUSALS,
    CREATES_AGAIN_FOR_A_RETRY,
    TAKES_ANY_SEQUENCE
  }

  /** The last request that was executed, and what was said to it. */
  private record Said(int flags, Principal principal, Status status, long session) {}

  @Test
  void theSlotSaysWhatTheModelSays() {
    Seeds.run(500, seed -> new Play(seed, Flaw.NONE).run());
  }

  @Test
  void everyFlawIsCaught() {
    for (Flaw flaw : List.of(Flaw.values()).subList(1, Flaw.values().length)) {
      assertThat(Seeds.anyFails(100, seed -> new Play(seed, flaw).run())).as("%s", flaw).isTrue();
    }
  }

  private static final class Play {
    private final SplittableRandom random;
    private final Flaw flaw;
    private final Server server =
        new Server(SessionLimits.DEFAULT.withCounts(10, SESSIONS_MAX, 16));
    private final List<Said> history = new ArrayList<>();
    private final long client;
    private boolean confirmed;
    private int sessions;

    Play(long seed, Flaw flaw) throws NfsException {
      this.random = new SplittableRandom(seed);
      this.flaw = flaw;
      this.client = server.exchangeId("owner").clientId();
    }

    void run() throws NfsException {
      for (int step = 0; step < 40; step++) {
        if (random.nextInt(6) == 0 && sessions > 0) {
          server.registry.destroySession(server.store.sessionsOf(client).getFirst(), true);
          sessions--;
        }
        long sequence = (long) history.size() + random.nextInt(-1, 3);
        int flags = random.nextInt(4) == 0 ? 8 : 0;
        request(sequence & 0xffff_ffffL, flags, random.nextInt(5) == 0 ? BOB : ANN);
        assertThat(server.store.sessionsOf(client)).hasSize(sessions);
      }
    }

    private void request(long sequence, int flags, Principal principal) {
      Said expected = expected(sequence, flags, principal);
      CreateSessionOutcome got =
          server.createSession(
              Server.create(
                  client, sequence, flags, USUAL, USUAL, List.of(new CallbackSecurity.None())),
              principal);
      Status status = Status.OK;
      long session = 0;
      switch (got) {
        case CreateSessionOutcome.Created created -> session = created.result().session().low();
        case CreateSessionOutcome.Refused refused -> status = refused.status();
      }
      assertThat(status).isEqualTo(expected.status());
      boolean fresh = expected.session() < 0;
      if (status == Status.OK) {
        assertThat(fresh || session == expected.session()).isTrue();
      }
      if (fresh) {
        remember((int) sequence, new Said(flags, principal, status, session));
      }
    }

    /** What is to be said; session -1 if the request is executed. */
    private Said expected(long sequence, int flags, Principal principal) {
      int last = history.size();
      if (sequence == last && last > 0) {
        Said before = history.getLast();
        boolean same = before.flags() == flags && before.principal().isSameUserAs(principal);
        if (before.status() == Status.OK) {
          return flaw == Flaw.CREATES_AGAIN_FOR_A_RETRY ? execute(flags, principal) : before;
        }
        if (same && flaw != Flaw.FORGETS_REFUSALS) {
          return before;
        }
        return execute(flags, principal);
      }
      if (sequence != last + 1 && flaw != Flaw.TAKES_ANY_SEQUENCE) {
        return said(Status.SEQ_MISORDERED);
      }
      return execute(flags, principal);
    }

    private Said execute(int flags, Principal principal) {
      if (!confirmed && principal.equals(BOB)) {
        return said(Status.CLID_INUSE);
      }
      Status status =
          flags != 0 ? Status.INVAL : sessions >= SESSIONS_MAX ? Status.NOSPC : Status.OK;
      return new Said(flags, principal, status, -1);
    }

    private static Said said(Status status) {
      return new Said(0, ANN, status, 0);
    }

    private void remember(int sequence, Said said) {
      if (sequence == history.size()) {
        history.removeLast();
      }
      history.add(said);
      if (said.status() == Status.OK) {
        sessions++;
        confirmed = true;
      }
    }
  }
}
