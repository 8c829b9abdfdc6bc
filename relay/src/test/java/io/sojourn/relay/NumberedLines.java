package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;

/** Output of one terminal that shows what is missing of it: numbered lines, then an end. */
final class NumberedLines {

  static final String END = "the end\n";
  private static final int LINE = 10;

  private final WsClient host;
  private final String terminal;
  private final int linesPerFrame;
  private int lines;

  NumberedLines(WsClient host, String terminal, int linesPerFrame) {
    this.host = host;
    this.terminal = terminal;
    this.linesPerFrame = linesPerFrame;
  }

  /** How many there were so far. */
  int lines() {
    return lines;
  }

  void sendFrame() {
    StringBuilder frame = new StringBuilder(linesPerFrame * LINE);
    for (int i = 0; i < linesPerFrame; i++) {
      frame.append(1_000_000_000L + lines).deleteCharAt(frame.length() - LINE).append('\n');
      lines++;
    }
    host.sendOutput(terminal, frame.toString());
  }

  void sendFrames(int count) {
    for (int i = 0; i < count; i++) {
      sendFrame();
    }
  }

  void sendUntil(BooleanSupplier isEnough) {
    while (!isEnough.getAsBoolean()) {
      sendFrame();
    }
  }

  void sendEnd() {
    host.sendOutput(terminal, END);
  }

  /** The numbers of the first and the last whole line of a stretch. */
  record Span(int first, int last) {}

  /**
   * Checks that what was shown is lines that follow one another without a gap, of which only the
   * first may be cut, and perhaps the end.
   */
  static Span assertContinuous(String shown) {
    String body = shown.endsWith(END) ? shown.substring(0, shown.length() - END.length()) : shown;
    int start = body.length() % LINE;
    int first = number(body, start);
    int next = first;
    for (int at = start; at < body.length(); at += LINE) {
      assertThat(number(body, at)).isEqualTo(next);
      next++;
    }
    return new Span(first, next - 1);
  }

  private static int number(String body, int at) {
    assertThat(body.charAt(at + LINE - 1)).isEqualTo('\n');
    return Integer.parseInt(body.substring(at, at + LINE - 1));
  }
}
