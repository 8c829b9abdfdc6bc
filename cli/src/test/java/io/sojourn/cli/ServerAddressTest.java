package io.sojourn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        "http://x?q"
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
    option.url = "b:2";
    assertThat(option.address(Map.of(ServerOption.VARIABLE, "a:1"))).hasToString("http://b:2");
  }
}
