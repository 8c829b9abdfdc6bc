package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
  @Test
  void aBareHostMeansHttp() {
    ServerAddress address = ServerAddress.parse("example.org:4000/");
    assertThat(address.webSocket()).hasToString("ws://example.org:4000/ws");
    assertThat(address.joinLink("ABC234")).isEqualTo("http://example.org:4000/join#ABC234");
  }

  @Test
  void aSecureServerIsReachedOverASecureSocket() {
    assertThat(ServerAddress.parse("https://[::1]").webSocket()).hasToString("wss://[::1]/ws");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftp://x",
        "http://",
        "http://a b",
        "http://x/path",
        "http://u:p@x",
        "http://x?q",
        "x:65536",
        "x:99999999999"
      })
  void whatIsNoAddressIsRefused(String typed) {
    assertThatThrownBy(() -> ServerAddress.parse(typed))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.status()).isEqualTo(ExitStatus.USAGE));
  }

  @Test
  void theOptionGoesBeforeTheVariableAndTheVariableBeforeTheDefault() {
    ServerOption option = new ServerOption();
    assertThat(option.address(Map.of())).hasToString(ServerAddress.DEFAULT);
    assertThat(option.address(Map.of(ServerOption.VARIABLE, "a:1"))).hasToString("http://a:1");
    option.urls = List.of("b:2");
    assertThat(option.address(Map.of(ServerOption.VARIABLE, "a:1"))).hasToString("http://b:2");
  }

  @Test
  void theNodesOfAClusterAreAListAndTheFirstThatAnswersIsTaken() throws IOException {
    ServerOption option = new ServerOption();
    try (ServerSocket node = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String answering = "http://127.0.0.1:" + node.getLocalPort();
      Map<String, String> cluster = Map.of(ServerOption.VARIABLE, "127.0.0.1:1," + answering);
      assertThat(option.addresses(cluster)).hasToString("[http://127.0.0.1:1, " + answering + "]");
      assertThat(option.address(cluster)).hasToString(answering);
      option.urls = List.of("127.0.0.1:1", "127.0.0.1:2");
      assertThat(option.address(cluster)).hasToString("http://127.0.0.1:1");
    }
    option.urls = null;
    assertThatThrownBy(() -> option.addresses(Map.of(ServerOption.VARIABLE, "a:1,")))
        .isInstanceOf(CommandFailure.class);
  }
}
