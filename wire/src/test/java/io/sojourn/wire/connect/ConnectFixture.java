package io.sojourn.wire.connect;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One frame of {@code sojourn/v1/connect-fixtures.json}, in both of its forms.
 *
 * @param name what is special about it
 * @param direction who says it: {@code client} or {@code server}
 * @param hex the binary form
 * @param json the text form
 */
record ConnectFixture(String name, String direction, String hex, JsonNode json) {

  static List<ConnectFixture> all() throws IOException {
    String file = "/sojourn/v1/connect-fixtures.json";
    try (InputStream in = ConnectFixture.class.getResourceAsStream(file)) {
      return List.of(new JsonMapper().readValue(in, ConnectFixture[].class));
    }
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** The first word of the frame's and the messages' names in the schema. */
  String side() {
    return direction.equals("client") ? "Client" : "Server";
  }

  @Override
  public String toString() {
    return direction + ": " + name;
  }
}
