package io.sojourn.wire.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DynamicMessage;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bytes that were released stay as they are: clients in other languages replay the same file.
 */
class ConnectFixturesTest {

  static List<ConnectFixture> fixtures() throws IOException {
    return ConnectFixture.all();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void aFrameHasTheBytesItAlwaysHad(ConnectFixture fixture) throws IOException {
    List<? extends Record> messages = Frames.decode(fixture.side(), fixture.bytes());
    String again = HexFormat.of().formatHex(Frames.encode(fixture.side(), messages));
    assertThat(again).isEqualTo(fixture.hex());
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void anyProtobufReaderReadsTheSameMessages(ConnectFixture fixture) throws IOException {
    List<? extends Record> messages = Frames.decode(fixture.side(), fixture.bytes());
    assertThat(ConnectSchema.parse(fixture.side(), fixture.bytes()))
        .isEqualTo(ConnectSchema.frame(fixture.side(), messages));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void theTextFormSaysWhatTheBytesSay(ConnectFixture fixture) throws IOException {
    DynamicMessage frame = ConnectSchema.parse(fixture.side(), fixture.bytes());
    assertThat(fixture.json()).isEqualTo(ConnectSchema.json(frame));
  }

  @Test
  void everyKindOfMessageHasAFixture() throws IOException {
    for (Class<?> side : List.of(ClientMessage.class, ServerMessage.class)) {
      String name = side.getSimpleName().replace("Message", "");
      Set<String> shown =
          fixtures().stream()
              .filter(fixture -> fixture.side().equals(name))
              .flatMap(ConnectFixturesTest::kinds)
              .collect(Collectors.toSet());
      assertThat(shown).containsExactlyInAnyOrderElementsOf(ConnectSchema.kinds(name));
      assertThat(Arrays.stream(side.getPermittedSubclasses()).map(Class::getSimpleName))
          .map(ConnectSchema::snake)
          .containsExactlyInAnyOrderElementsOf(shown);
    }
  }

  @Test
  void everyFixtureHasANameOfItsOwn() throws IOException {
    assertThat(fixtures()).extracting(ConnectFixture::name).doesNotHaveDuplicates();
    assertThat(fixtures()).extracting(ConnectFixture::direction).containsOnly("client", "server");
  }

  private static Stream<String> kinds(ConnectFixture fixture) {
    return fixture.json().isArray()
        ? fixture.json().valueStream().map(message -> message.get("type").asString())
        : Stream.of(fixture.json().get("type").asString());
  }
}
