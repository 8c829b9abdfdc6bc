package io.sojourn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadClientTest {

  private static final double SECONDS = 0.1;

  @Test
  void aFloodThroughAnHonestRelayArrivesWholeAtEveryViewer() throws IOException {
    try (EchoRelay relay = new EchoRelay((number, frame) -> List.of(frame));
        Meeting meeting = Meeting.at(relay.port(), new CodeDialect(), 3)) {
      Flood.Result result = new Flood(meeting).run(SECONDS);
      assertThat(result.sent()).isPositive();
      assertThat(result.delivered()).isEqualTo(3 * result.sent());
      assertThat(result.missed()).isZero();
    }
  }

  @Test
  void messagesKeepTheirBytes() throws IOException {
    List<byte[]> seen = new ArrayList<>();
    EchoRelay.Fault recording =
        (number, frame) -> {
          byte[] copy = frame.clone();
          // The number and the time differ from message to message.
          java.util.Arrays.fill(copy, Burst.NUMBER_AT, Burst.TIME_AT + Long.BYTES, (byte) 0);
          seen.add(copy);
          return List.of(frame);
        };
    try (EchoRelay relay = new EchoRelay(recording);
        Meeting meeting = Meeting.at(relay.port(), new CodeDialect(), 1)) {
      new Trickle(meeting).run(100, SECONDS);
    }
    assertThat(seen).isNotEmpty().allSatisfy(frame -> assertThat(frame).isEqualTo(Burst.message()));
  }

  @Test
  void aFrameThatTheRelayDropsIsMissed() throws IOException {
    EchoRelay.Fault dropsTheTenth = (number, frame) -> number == 10 ? List.of() : List.of(frame);
    try (EchoRelay relay = new EchoRelay(dropsTheTenth);
        Meeting meeting = Meeting.at(relay.port(), new CodeDialect(), 2)) {
      Flood.Result result = new Flood(meeting).run(SECONDS);
      assertThat(result.missed()).isEqualTo(2);
      assertThat(result.delivered()).isEqualTo(2 * result.sent() - 2);
    }
  }

  @Test
  void messagesThatTheRelaySaysItLeftOutAreSkippedAndNotMissed() {
    Tally tally = new Tally();
    FrameSink reader = new CodeDialect().reader(tally);
    reader.text("{\"type\":\"replay_begin\",\"session_id\":\"t\"}");
    reader.text("{\"type\":\"replay_end\",\"session_id\":\"t\"}");
    assertThat(tally.skips()).as("the replay of a join shows nothing yet").isZero();
    ByteBuffer message = ByteBuffer.wrap(Burst.message());
    reader.binary(message.putLong(Burst.NUMBER_AT, 1), 0, Burst.PAYLOAD);
    reader.text("{\"type\":\"replay_begin\",\"session_id\":\"t\"}");
    // The output of messages 8 and 9, cut as it happens to be, behind a head each time.
    ByteBuffer output = ByteBuffer.allocate(2 * (Burst.PAYLOAD - Burst.NUMBER_AT));
    output.put(
        message.putLong(Burst.NUMBER_AT, 8).array(), Burst.NUMBER_AT, output.remaining() / 2);
    output.put(message.putLong(Burst.NUMBER_AT, 9).array(), Burst.NUMBER_AT, output.remaining());
    for (int[] part : new int[][] {{0, 100}, {100, 130}, {130, output.capacity()}}) {
      byte[] frame = new byte[Burst.NUMBER_AT + part[1] - part[0]];
      output.get(part[0], frame, Burst.NUMBER_AT, part[1] - part[0]);
      reader.binary(ByteBuffer.wrap(frame), 0, frame.length);
    }
    reader.text("{\"type\":\"replay_end\",\"session_id\":\"t\"}");
    assertThat(tally.lastNumber()).isEqualTo(9);
    reader.binary(message.putLong(Burst.NUMBER_AT, 10), 0, Burst.PAYLOAD);
    assertThat(tally.lastNumber()).isEqualTo(10);
    assertThat(tally.delivered()).isEqualTo(2);
    assertThat(tally.missed() + tally.misplaced()).isZero();
    assertThat(tally.skips()).isEqualTo(1);
  }

  @Test
  void aFrameThatComesTwiceIsSeen() throws IOException {
    EchoRelay.Fault doublesTheTenth =
        (number, frame) -> number == 10 ? List.of(frame, frame) : List.of(frame);
    try (EchoRelay relay = new EchoRelay(doublesTheTenth);
        Meeting meeting = Meeting.at(relay.port(), new CodeDialect(), 1)) {
      Flood.Result result = new Flood(meeting).run(SECONDS);
      assertThat(meeting.viewers.getFirst().tally.misplaced()).isEqualTo(1);
      assertThat(result.delivered()).isEqualTo(result.sent());
    }
  }

  @Test
  void aTrickleMeasuresEveryMessage() throws IOException {
    try (EchoRelay relay = new EchoRelay((number, frame) -> List.of(frame));
        Meeting meeting = Meeting.at(relay.port(), new CodeDialect(), 2)) {
      Trickle.Result result = new Trickle(meeting).run(500, SECONDS);
      assertThat(result.delivered()).isEqualTo(100);
      assertThat(result.missed()).isZero();
      assertThat(result.p50()).isPositive().isLessThanOrEqualTo(result.p99());
    }
  }
}
