package io.sojourn.nfs.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.SessionKey;
import org.junit.jupiter.api.Test;

/** Which connections are bound to which sessions (RFC 8881, 2.10.3.1 and 18.34). */
class ConnectionsTest {

  private static final SessionKey ONE = new SessionKey(0, 1);
  private static final SessionKey TWO = new SessionKey(0, 2);

  private final Connections<String> connections = new Connections<>(3, 2);

  @Test
  void aSequenceBindsItsConnectionToTheForeChannel() {
    assertThat(connections.binding("a", ONE)).isNull();
    assertThat(connections.use("a", ONE)).isTrue();
    assertThat(connections.binding("a", ONE)).isEqualTo(Binding.FORE);
    assertThat(connections.back(ONE)).isEmpty();
  }

  @Test
  void aSequenceOverAConnectionForCallbacksMakesItBoth() {
    connections.bind("a", ONE, Binding.BACK);
    assertThat(connections.use("a", ONE)).isTrue();
    assertThat(connections.binding("a", ONE)).isEqualTo(Binding.BOTH);
    assertThat(connections.use("a", ONE)).isTrue();
    assertThat(connections.binding("a", ONE)).isEqualTo(Binding.BOTH);
  }

  @Test
  void bindingAgainChangesTheDirection() {
    connections.bind("a", ONE, Binding.BOTH);
    connections.bind("a", ONE, Binding.FORE);
    assertThat(connections.binding("a", ONE)).isEqualTo(Binding.FORE);
    assertThat(connections.of(ONE)).hasSize(1);
  }

  @Test
  void callbacksGoOverTheConnectionBoundLast() {
    connections.bind("a", ONE, Binding.BACK);
    connections.bind("b", ONE, Binding.FORE);
    connections.bind("c", ONE, Binding.BOTH);
    assertThat(connections.back(ONE)).containsExactly("c", "a");
    connections.bind("a", ONE, Binding.BOTH);
    assertThat(connections.back(ONE)).containsExactly("a", "c");
  }

  @Test
  void sessionsHaveSeveralConnectionsAndConnectionsSeveralSessions() {
    assertThat(connections.use("a", ONE)).isTrue();
    assertThat(connections.use("a", TWO)).isTrue();
    assertThat(connections.use("b", TWO)).isTrue();
    assertThat(connections.unbind("a")).containsExactly(ONE, TWO);
    assertThat(connections.binding("a", ONE)).isNull();
    assertThat(connections.of(TWO)).containsOnlyKeys("b");
    assertThat(connections.unbind("a")).isEmpty();
  }

  @Test
  void bothAreBounded() {
    assertThat(connections.use("a", ONE)).isTrue();
    assertThat(connections.use("b", ONE)).isTrue();
    assertThat(connections.use("c", ONE)).isTrue();
    assertThat(connections.use("d", ONE)).isFalse();
    assertThat(connections.bind("d", ONE, Binding.BACK)).isFalse();
    assertThat(connections.bind("a", ONE, Binding.BOTH)).isTrue();
    connections.unbind("b");
    assertThat(connections.use("d", ONE)).isTrue();
    assertThat(connections.use("a", TWO)).isTrue();
    assertThat(connections.use("a", new SessionKey(0, 3))).isFalse();
  }

  /** Two may be made at once over a connection that had room for one. */
  @Test
  void aSessionIsBoundToTheConnectionThatMadeItWhateverElseWasBoundMeanwhile() {
    SessionKey three = new SessionKey(0, 3);
    assertThat(connections.use("a", ONE)).isTrue();
    assertThat(connections.isFull("a")).isFalse();
    assertThat(connections.use("a", TWO)).isTrue();
    assertThat(connections.isFull("a")).isTrue();
    connections.bindMaker("a", three, Binding.BOTH);
    assertThat(connections.binding("a", three)).isEqualTo(Binding.BOTH);
    assertThat(connections.count("a")).isEqualTo(3);
    connections.forget(ONE);
    assertThat(connections.isFull("a")).isTrue();
    connections.forget(TWO);
    assertThat(connections.isFull("a")).isFalse();
  }

  @Test
  void aSessionThatIsGoneLeavesNothingBehind() {
    connections.use("a", ONE);
    connections.use("a", TWO);
    connections.use("b", ONE);
    connections.forget(ONE);
    assertThat(connections.of(ONE)).isEmpty();
    assertThat(connections.unbind("b")).isEmpty();
    assertThat(connections.unbind("a")).containsExactly(TWO);
  }
}
