package io.sojourn.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.session.SessionId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeAddressTest {

  @Test
  void isReadAsItIsWritten() {
    for (String text : List.of("n1=127.0.0.1:7001", "a-B_c.9=host.example:1", "n=[::1]:65535")) {
      assertThat(NodeAddress.parse(text).toString()).isEqualTo(text);
    }
    assertThat(NodeAddress.parse("n=[::1]:7001").host()).isEqualTo("::1");
    assertThat(NodeAddress.parseAll("n1=a:1, n2=b:1"))
        .containsExactly(new NodeAddress("n1", "a", 1), new NodeAddress("n2", "b", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n1",
        "n1=",
        "n1=host",
        "n1=host:",
        "n1=host:0",
        "n1=host:65536",
        "n1=host:x",
        "=h:1",
        "n 1=h:1",
        "n1=h h:1",
        "n1=:1",
        "n/1=h:1",
        "n1=a=b:1",
        "host:1",
        "-n=h:1"
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> NodeAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nobodyComesTwice() {
    assertThatThrownBy(() -> NodeAddress.parseAll("n1=a:1,n1=b:1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NodeAddress.parseAll("n1=a:1,n2=a:1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NodeAddress.parseAll("n1=a:1,".repeat(100)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSamePeersInAnyOrderAreTheSameCluster() {
    NodeAddress one = NodeAddress.parse("n1=a:1");
    NodeAddress two = NodeAddress.parse("n2=b:2");
    assertThat(NodeFolder.clusterOf(List.of(one, two)))
        .isEqualTo(NodeFolder.clusterOf(List.of(two, one)))
        .isNotEqualTo(NodeFolder.clusterOf(List.of(one)));
  }

  @Test
  void onlyAddressesOfThisMachineAreLoopback() {
    assertThat(NodeAddress.parse("n=127.0.0.1:1").isLoopback()).isTrue();
    assertThat(NodeAddress.parse("n=[::1]:1").isLoopback()).isTrue();
    assertThat(NodeAddress.parse("n=0.0.0.0:1").isLoopback()).isFalse();
    assertThat(NodeAddress.parse("n=192.0.2.1:1").isLoopback()).isFalse();
    assertThat(NodeAddress.parse("n=no-such-host.invalid:1").isLoopback()).isFalse();
  }

  @Test
  void everySessionIsInTheOneGroup() {
    assertThat(Placement.groupOf(new SessionId(1, 2))).isEqualTo(Placement.ONLY_GROUP);
    assertThat(Placement.groupOf(new SessionId(-1, -2))).isEqualTo(Placement.ONLY_GROUP);
  }
}
