package io.sojourn.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.Consistency;
import io.sojourn.wire.connect.ServerMessage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One who only reads, and the test as everything around it: two servers, the clock, the line. */
class ReadingSessionTest implements Lines {

  private static final SessionId ID = new SessionId(1, 2);
  private static final long LONG = 1_000_000;

  private final SeenIndex seen = new SeenIndex();
  private final List<String> tried = new ArrayList<>();
  private final List<Awaited> told = new ArrayList<>();
  private final ReadingSession session =
      new ReadingSession(
          ClientOptions.DEFAULT,
          new byte[32],
          new Servers(List.of(Servers.parse("a:1"), Servers.parse("b:2"))),
          new Backoffs(ClientOptions.DEFAULT, new SplittableRandom(1)),
          seen,
          this);
  private int line;
  private long now = 1_000_000;

  @Override
  public void connect(int number, URI server) {
    line = number;
    tried.add(server.getAuthority());
  }

  @Override
  public void disconnect(int number) {}

  @Override
  public void ping(int number) {}

  @Override
  public void tell(Awaited decided) {
    told.add(decided);
  }

  private List<ClientMessage> sent() {
    Frame frame = new Frame();
    session.send(frame, now);
    return List.copyOf(frame.messages());
  }

  private void pass(long millis) {
    now += millis;
    session.tick(now);
  }

  private void begin() {
    session.begin(ID, now);
    welcome();
  }

  private void welcome() {
    session.opened(line, now);
    assertThat(sent())
        .singleElement()
        .isInstanceOfSatisfying(
            ClientMessage.ReadSession.class, it -> assertThat(it.id()).isEqualTo(ID));
    session.received(line, new ServerMessage.SessionContinued(1, 0, 1000, 0), now);
  }

  private PendingQuery submit(Consistency consistency) {
    PendingQuery query = new PendingQuery(new byte[] {1}, consistency, now + LONG);
    session.submit(query);
    return query;
  }

  private ClientMessage.Query sentQuery() {
    List<ClientMessage> sent = sent();
    assertThat(sent).hasSize(1);
    return (ClientMessage.Query) sent.get(0);
  }

  private void reply(ClientMessage.Query to, long index) {
    session.received(
        line, new ServerMessage.QueryReply(to.correlationId(), new byte[] {9}, index), now);
    tellAll();
  }

  private void tellAll() {
    told.forEach(Awaited::tell);
    told.clear();
  }

  @Test
  void aQueryWaitsForTheSessionAndNamesWhatTheClientSaw() {
    PendingQuery early = submit(Consistency.SESSION);
    assertThat(sent()).isEmpty();
    assertThat(tried).isEmpty();
    seen.saw(7);
    begin();
    ClientMessage.Query first = sentQuery();
    assertThat(first.minIndex()).isEqualTo(7);
    reply(first, 12);
    assertThat(early.toCompletableFuture()).isCompleted();
    var unused = submit(Consistency.SESSION);
    assertThat(sentQuery().minIndex()).isEqualTo(12);
    reply(first, 3);
    assertThat(seen.highest()).isEqualTo(12);
  }

  @Test
  void aServerThatLagsOrWillNotIsLeftForTheOtherOneWithWhatWasAsked() {
    begin();
    PendingQuery asked = submit(Consistency.SESSION);
    ClientMessage.Query first = sentQuery();
    session.received(
        line,
        new ServerMessage.RequestError(0, first.correlationId(), "unavailable", "too far behind"),
        now);
    pass(ClientOptions.DEFAULT.connecting().longestPause().toMillis());
    assertThat(tried).containsExactly("a:1", "b:2");
    welcome();
    ClientMessage.Query second = sentQuery();
    assertThat(second.correlationId()).isNotEqualTo(first.correlationId());
    reply(second, 1);
    assertThat(asked.toCompletableFuture()).isCompleted();
  }

  @Test
  void aRejectedReaderTriesTheNextServerEachTime() {
    session.begin(ID, now);
    for (int i = 0; i < 3; i++) {
      session.opened(line, now);
      assertThat(sent()).hasSize(1);
      session.received(line, new ServerMessage.Rejected("session_unknown", "lags", ""), now);
      pass(ClientOptions.DEFAULT.connecting().longestPause().toMillis());
    }
    assertThat(tried).containsExactly("a:1", "b:2", "a:1", "b:2");
  }

  @Test
  void aSilentServerIsLeft() {
    begin();
    pass(ClientOptions.DEFAULT.silence().pingAfter().toMillis());
    pass(ClientOptions.DEFAULT.silence().pingTimeout().toMillis());
    pass(ClientOptions.DEFAULT.connecting().longestPause().toMillis());
    assertThat(tried).containsExactly("a:1", "b:2");
  }

  @Test
  void theDeadlineDecidesAndTheEndRefuses() {
    begin();
    PendingQuery late = submit(Consistency.LOCAL);
    pass(LONG);
    assertThat(told).containsExactly(late);
    tellAll();
    assertThat(late.join()).isInstanceOf(Outcome.Unknown.class);
    PendingQuery asked = submit(Consistency.LOCAL);
    session.end("session_expired", "the lease ended");
    PendingQuery after = submit(Consistency.LOCAL);
    assertThat(told).containsExactly(asked, after);
    assertThat(session.isWelcome()).isFalse();
    assertThat(sent()).isEmpty();
  }
}
