package io.sojourn.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Limits;
import io.sojourn.session.NewSession;
import io.sojourn.session.PairingCode;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JoiningByCodeTest {

  private static final SessionId HOST = new SessionId(1, 2);
  private static final SessionId VIEWER = new SessionId(3, 4);
  private static final PairingCode CODE = new PairingCode("ABC234");

  @Test
  void whoJoinsCannotClaimAnotherHostThanTheOneTheCodeLedTo() {
    SessionMachine machine = new SessionMachine(Limits.DEFAULT, null);
    NewSession claiming = session().withCapability(NewSession.HOST, VIEWER.toString());

    Applied applied =
        machine.apply(
            new Entry(
                1,
                1_000,
                List.of(
                    new Command.CreateSession(HOST, session()),
                    new Command.OpenCode(HOST, CODE, 60_000, 1),
                    new Command.RedeemCode(CODE, VIEWER, claiming))));

    assertThat(applied.replies().getLast())
        .isInstanceOfSatisfying(
            Reply.Redeemed.class,
            redeemed ->
                assertThat(redeemed.viewer().capabilities())
                    .containsEntry(NewSession.HOST, HOST.toString()));
  }

  private static NewSession session() {
    return new NewSession(
        "somebody",
        new TokenHash(new byte[TokenHash.LENGTH]),
        60_000,
        10_000,
        true,
        new TreeMap<>(),
        new TreeMap<>());
  }
}
