package io.sojourn.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/relay-protocol.md} against the code: message types and close codes. */
class ProtocolDocumentTest {

  private static final Path BASE = Path.of(System.getProperty("basedir", "."));
  private static final Pattern HEADING = Pattern.compile("(?m)^### `([a-z_]+)`$");
  private static final Pattern CLOSE_ROW = Pattern.compile("(?m)^\\| ([0-9]{4}) \\|");
  private static final Pattern WRITTEN = Pattern.compile("(?:object|browser)\\(\\s*\"([a-z_]+)\"");

  /** What the reader answers to messages that are none of the protocol's. */
  private static final Set<Class<?>> NO_MESSAGES =
      Set.of(
          ControlMessage.Unknown.class,
          ControlMessage.Malformed.class,
          ControlMessage.TooLong.class);

  /** What the WebSocket decoder closes with by itself. */
  private static final int BROKEN_FRAME = 1002;

  private final ControlReader reader = new ControlReader(1 << 16, 256, 64);

  @Test
  void everyMessageThatIsReadIsDocumentedAndEveryOneDocumentedIsRead() throws IOException {
    Set<String> documented = types("## Messages of hosts");
    documented.addAll(types("## Messages of viewers"));
    assertThat(documented).isEqualTo(read());
    assertThat(documented).allMatch(this::isKnown);
    assertThat(isKnown("hello")).isFalse();
  }

  @Test
  void everyMessageThatIsSentIsDocumentedAndEveryOneDocumentedIsSent() throws IOException {
    Set<String> documented = types("## Messages to hosts");
    documented.addAll(types("## Messages to viewers"));
    Set<String> written = found(WRITTEN, Files.readString(source("ControlWriter")));
    Set<String> sent = new TreeSet<>(written);
    // Passed on as the host sent them, and so never written.
    sent.addAll(Set.of("session_connected", "session_disconnected"));
    assertThat(written).contains("auth_success", "browser_connected");
    assertThat(documented).isEqualTo(sent);
  }

  @Test
  void everyCloseCodeIsDocumentedAndEveryOneDocumentedIsUsed() throws IOException {
    Set<String> used = new TreeSet<>();
    used.add(Integer.toString(BROKEN_FRAME));
    Arrays.stream(CloseCode.values()).forEach(code -> used.add(Integer.toString(code.status())));
    assertThat(found(CLOSE_ROW, section("## Close codes"))).isEqualTo(used);
  }

  private static Set<String> read() {
    Set<String> types = new TreeSet<>();
    for (Class<?> message : ControlMessage.class.getPermittedSubclasses()) {
      if (!NO_MESSAGES.contains(message)) {
        String name = message.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_");
        types.add(name.toLowerCase(Locale.ROOT));
      }
    }
    return types;
  }

  private boolean isKnown(String type) {
    String json = "{\"type\":\"" + type + "\"}";
    return !(reader.read(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8))
        instanceof ControlMessage.Unknown);
  }

  private static Set<String> types(String heading) throws IOException {
    return found(HEADING, section(heading));
  }

  private static String section(String heading) throws IOException {
    String document = Files.readString(BASE.resolve("../docs/relay-protocol.md"));
    int from = document.indexOf(heading + "\n");
    assertThat(from).as(heading).isNotNegative();
    int to = document.indexOf("\n## ", from + heading.length());
    return document.substring(from, to < 0 ? document.length() : to);
  }

  private static Path source(String name) {
    return BASE.resolve("src/main/java/io/sojourn/relay/" + name + ".java");
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> all = new TreeSet<>();
    for (Matcher match = pattern.matcher(text); match.find(); ) {
      all.add(match.group(1));
    }
    return all;
  }
}
