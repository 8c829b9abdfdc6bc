package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.PairingCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often anybody may guess, and what is learnt from it. */
class JoinLimitsTest {

  private static final RelayLimits.Joins FEW = RelayLimits.Joins.DEFAULT;

  private final AtomicLong nanos = new AtomicLong();

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneAddressGuessesTenTimesAtOnceAndThirtyTimesAMinute() {
    JoinGate gate = new JoinGate(FEW, nanos::get);
    InetAddress guesser = address("192.0.2.1");
    assertThat(permits(gate, guesser, 100)).isEqualTo(10);
    assertThat(gate.join(guesser)).as("seconds to wait").isBetween(1L, 3L);
    assertThat(gate.join(address("192.0.2.2"))).as("another address").isZero();
    int inAMinute = 0;
    for (int second = 0; second < 60; second++) {
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      inAMinute += permits(gate, guesser, 5);
    }
    assertThat(inAMinute).isEqualTo(30);
  }

  @Test
  void manyAddressesTogetherGuessSixHundredTimesAMinute() {
    JoinGate gate = new JoinGate(FEW, nanos::get);
    int granted = 0;
    for (int i = 0; i < 200; i++) {
      granted += permits(gate, address("198.51." + i + ".1"), 10);
    }
    assertThat(granted).isEqualTo(600);
  }

  @Test
  void allAddressesOfAnIpv6NetworkAreOneSource() {
    JoinGate gate = new JoinGate(FEW, nanos::get);
    int granted = 0;
    for (int i = 0; i < 50; i++) {
      granted += permits(gate, address("2001:db8:1:2::" + i), 1);
    }
    assertThat(granted).isEqualTo(10);
    assertThat(gate.join(address("2001:db8:1:3::1"))).isZero();
  }

  @Test
  void aRightCodeIsNoGuess() {
    JoinGate gate = new JoinGate(FEW, nanos::get);
    InetAddress classroom = address("192.0.2.1");
    for (int i = 0; i < 500; i++) {
      assertThat(gate.join(classroom)).isZero();
      gate.joined(classroom);
    }
  }

  private static int permits(JoinGate gate, InetAddress source, int attempts) {
    int granted = 0;
    for (int i = 0; i < attempts; i++) {
      if (gate.join(source) == 0) {
        granted++;
      }
    }
    return granted;
  }

  @Test
  void codesGrowSoThatAGuessIsRightOnceInTenMillionAtMost() {
    CodeDraw codes = new CodeDraw(new SecureRandom(), FEW.guessOdds());
    assertThat(codes.lengthFor(0)).isEqualTo(6);
    assertThat(codes.lengthFor(87)).isEqualTo(6);
    assertThat(codes.lengthFor(88)).isEqualTo(7);
    for (long live = 0; live < 1_000_000; live += 997) {
      int length = codes.lengthFor(live);
      double all = Math.pow(PairingCode.ALPHABET.length(), length);
      assertThat((live + 1) / all).isLessThanOrEqualTo(1.0 / FEW.guessOdds());
      assertThat(codes.draw(length).text()).hasSize(length);
    }
  }

  @Test
  void tooManyGuessesAreRefusedWithTheTimeToWait() {
    try (RelayServer server = new RelayServer(RelayServer.quick().with(FEW))) {
      WsClient host = server.host();
      for (int i = 0; i < 10; i++) {
        assertThat(refusal(server, "ABCDEF")).isEqualTo(4003);
      }
      WsClient late = server.connect();
      late.sendText("{\"type\":\"auth\",\"session_code\":\"" + host.code() + "\"}");
      String answer = late.text();
      assertThat(answer)
          .startsWith("{\"type\":\"auth_failed\",\"reason\":\"Invalid session code\"");
      long wait = Long.parseLong(WsClient.field(answer, "retry_after_seconds"));
      assertThat(late.closed()).isEqualTo(4102);
      server.pass(wait * 1_000);
      server.viewer(host.code());
      assertThat(server.relay().metrics().rateLimited()).isEqualTo(1);
      assertThat(server.relay().metrics().joinsRefused()).isEqualTo(11);
    }
  }

  private static int refusal(RelayServer server, String code) {
    WsClient guesser = server.connect();
    guesser.sendText("{\"type\":\"auth\",\"session_code\":\"" + code + "\"}");
    assertThat(guesser.text())
        .isEqualTo("{\"type\":\"auth_failed\",\"reason\":\"Invalid session code\"}");
    return guesser.closed();
  }

  @Test
  void unknownExpiredAndUsedCodesLookTheSameAndTakeTheSameTime() {
    RelayLimits quick = RelayServer.quick();
    RelayLimits.Times t = quick.times();
    long answered = 120;
    RelayLimits limits =
        quick.with(
            new RelayLimits.Times(
                t.firstMessage(),
                t.ping(),
                t.silence(),
                t.grace(),
                t.farewell(),
                t.life(),
                1_000,
                t.viewerStall(),
                t.hostStall(),
                t.linger(),
                answered,
                t.kernel(),
                t.sweep()));
    try (RelayServer server = new RelayServer(limits)) {
      WsClient expired = server.host();
      server.pass(1_001);
      WsClient ended = server.host();
      ended.sendText("{\"type\":\"unregister\"}");
      ended.closedSometime();
      for (String code : new String[] {"ABCDEF", expired.code(), ended.code(), "0O1ILI", ""}) {
        long before = System.nanoTime();
        assertThat(refusal(server, code)).isEqualTo(4003);
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before))
            .as(code)
            .isGreaterThanOrEqualTo(answered - 1);
      }
    }
  }

  @Test
  void lookAlikesAreExplainedToThoseWhoCanShowIt() {
    try (RelayServer server = RelayServer.start()) {
      WsClient viewer = server.connect();
      viewer.sendText("{\"type\":\"auth\",\"session_code\":\"ABC0EF\",\"protocol\":1}");
      assertThat(viewer.text())
          .startsWith("{\"type\":\"auth_failed\",\"reason\":\"Invalid session code\",\"hint\":\"")
          .contains("no digit 0");
    }
  }

  @Test
  void aCodeMayBeTypedInGroupsAndInEitherCase() {
    try (RelayServer server = RelayServer.start()) {
      WsClient host = server.host();
      String code = host.code();
      server.viewer(" " + code.substring(0, 3).toLowerCase(Locale.ROOT) + "-" + code.substring(3));
    }
  }
}
