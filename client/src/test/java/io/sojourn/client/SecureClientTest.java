package io.sojourn.client;

import static io.sojourn.client.Tally.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.engine.MemoryLog;
import io.sojourn.wire.connect.Consistency;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client over TLS: with one whom it trusts, and with one whom it does not. */
class SecureClientTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void aServerThatIsTrustedIsTalkedToOverTls() throws Exception {
    try (Node node = new Node(new MemoryLog(), 0);
        TlsFront front = new TlsFront(folder, node.port());
        SojournClient client =
            SojournClient.builder(front.address())
                .key(Node.KEY)
                .trust(front.trust())
                .readFrom(ReadFrom.ANY)
                .build()) {
      client.connect();
      assertThat(client.execute(bytes("add a"), LONG)).isInstanceOf(Outcome.Done.class);
      var asked = client.query(bytes(Tally.ALL), Consistency.SESSION, LONG);
      assertThat(client.await(asked)).isInstanceOf(Outcome.Done.class);
    }
  }

  @Test
  void aServerThatNobodyTrustsGetsNoKey() throws Exception {
    ClientOptions soon =
        ClientOptions.DEFAULT.withConnecting(Duration.ofSeconds(2), Duration.ofSeconds(2));
    try (Node node = new Node(new MemoryLog(), 0);
        TlsFront front = new TlsFront(folder, node.port());
        SojournClient client =
            SojournClient.builder(front.address()).key(Node.KEY).options(soon).build()) {
      assertThatThrownBy(client::connect).isInstanceOf(NotConnectedException.class);
      assertThat(node.engine().appliedIndex()).isEqualTo(1);
    }
  }
}
