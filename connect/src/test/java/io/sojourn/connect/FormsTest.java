package io.sojourn.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sojourn.testing.Seeds;
import io.sojourn.wire.connect.BadFrameException;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ConnectCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The JSON form says what the binary form says: the fixtures that every client replays. */
class FormsTest {

  /** One frame in both forms. */
  record Fixture(String name, String direction, String hex, JsonNode json) {
    @Override
    public String toString() {
      return direction + ": " + name;
    }
  }

  private static List<Fixture> all() throws IOException {
    String file = "/sojourn/v1/connect-fixtures.json";
    try (InputStream in = ClientMessage.class.getResourceAsStream(file)) {
      return List.of(JsonMessages.JSON.readValue(in, Fixture[].class));
    }
  }

  static List<Fixture> ofClients() throws IOException {
    return all().stream().filter(fixture -> fixture.direction().equals("client")).toList();
  }

  static List<Fixture> ofServers() throws IOException {
    return all().stream().filter(fixture -> fixture.direction().equals("server")).toList();
  }

  private static ByteBuf text(String json) {
    return Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @MethodSource("ofClients")
  void whatAClientSaysIsReadAlike(Fixture fixture) throws IOException {
    List<ClientMessage> messages = JsonReader.read(text(fixture.json().toString()));
    byte[] bytes = WsClient.bytes(messages.toArray(ClientMessage[]::new));
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(fixture.hex());
  }

  @ParameterizedTest
  @MethodSource("ofServers")
  void whatTheServerSaysIsWrittenAlike(Fixture fixture) throws IOException {
    ByteBuffer frame = ByteBuffer.wrap(HexFormat.of().parseHex(fixture.hex()));
    byte[] written = JsonWriter.write(ConnectCodec.decodeServer(frame));
    assertThat(JsonMessages.JSON.readTree(written)).isEqualTo(fixture.json());
    assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(fixture.json().toString());
  }

  @Test
  void damagedTextIsRefusedOrStillOfTheProtocol() throws IOException {
    List<Fixture> fixtures = ofClients();
    Seeds.run(
        500,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          String json = fixtures.get(random.nextInt(fixtures.size())).json().toString();
          for (int i = 0; i < 20; i++) {
            byte[] damaged = json.getBytes(StandardCharsets.UTF_8);
            for (int j = random.nextInt(3); j >= 0; j--) {
              damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(0x20, 0x7f);
            }
            try {
              List<ClientMessage> read = JsonReader.read(Unpooled.wrappedBuffer(damaged));
              assertThat(ConnectCodec.decodeClient(ConnectCodec.encodeClient(read)))
                  .hasSameSizeAs(read);
            } catch (BadFrameException refused) {
              assertThat(refused.reason()).isNotNull();
            }
          }
        });
  }
}
