package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a viewer is shown: of each terminal stretches without a gap, each of which begins with a
 * replay and takes the place of the one before.
 */
final class Sight {

  private static final class Stretch extends ByteArrayOutputStream {
    boolean hasEnd() {
      byte[] end = NumberedLines.END.getBytes(StandardCharsets.UTF_8);
      return count >= end.length
          && Arrays.equals(end, 0, end.length, buf, count - end.length, count);
    }
  }

  private final WsClient viewer;
  private final Map<String, List<Stretch>> stretches = new LinkedHashMap<>();
  private final List<String> texts = new ArrayList<>();
  private String replayed = "";

  Sight(WsClient viewer) {
    this.viewer = viewer;
  }

  /** Takes one message in; answers its payload's length. */
  int takeOne() {
    WsClient.Frame frame = viewer.frame();
    assertThat(frame.opcode()).as("opcode of %s", frame.text()).isNotEqualTo(WsClient.CLOSE);
    if (frame.opcode() == WsClient.BINARY) {
      byte[] payload = frame.payload();
      int head = 1 + payload[0];
      String terminal = new String(payload, 1, payload[0], StandardCharsets.UTF_8);
      if (!replayed.isEmpty()) {
        assertThat(terminal).as("within a replay").isEqualTo(replayed);
      }
      stretchesOf(terminal).getLast().write(payload, head, payload.length - head);
    } else {
      takeText(frame.text());
    }
    return frame.payload().length;
  }

  private void takeText(String text) {
    texts.add(text);
    switch (WsClient.field(text, "type")) {
      case "replay_begin" -> {
        assertThat(replayed).as("a replay that has not ended").isEmpty();
        replayed = WsClient.field(text, "session_id");
        stretchesOf(replayed).add(new Stretch());
      }
      case "replay_end" -> {
        assertThat(replayed).isEqualTo(WsClient.field(text, "session_id"));
        replayed = "";
      }
      default -> {}
    }
  }

  private List<Stretch> stretchesOf(String terminal) {
    return stretches.computeIfAbsent(terminal, t -> new ArrayList<>(List.of(new Stretch())));
  }

  /** Takes in what comes until so many bytes have come. */
  void takeBytes(int atLeast) {
    int taken = 0;
    while (taken < atLeast) {
      taken += takeOne();
    }
  }

  /** Takes in what comes until the end of the output of these terminals. */
  Sight takeToTheEndOf(String... terminals) {
    for (String terminal : terminals) {
      while (!stretchesOf(terminal).getLast().hasEnd()) {
        takeOne();
      }
    }
    return this;
  }

  /** Takes in what comes until a text message that contains that; answers it. */
  String takeToText(String part) {
    do {
      takeOne();
    } while (texts.isEmpty() || !texts.getLast().contains(part));
    return texts.getLast();
  }

  /** What the terminal shows now. */
  String latest(String terminal) {
    return stretchesOf(terminal).getLast().toString(StandardCharsets.UTF_8);
  }

  /** All that it showed, one replay after the other, without stretches that show nothing. */
  List<String> all(String terminal) {
    return stretchesOf(terminal).stream()
        .map(stretch -> stretch.toString(StandardCharsets.UTF_8))
        .filter(shown -> !shown.isEmpty())
        .toList();
  }

  /** The text messages, in order. */
  List<String> texts() {
    return texts;
  }
}
