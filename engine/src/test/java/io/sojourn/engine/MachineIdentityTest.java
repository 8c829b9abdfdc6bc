package io.sojourn.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineIdentityTest {

  private static final MachineIdentity KV2 = new MachineIdentity("kv", 2);

  @TempDir private Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void theSettingSaysNameAndVersion() {
    assertThat(KV2.toSetting()).isEqualTo(bytes("kv 2"));
    assertThat(MachineIdentity.parse(bytes("kv 2"))).contains(KV2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "kv", "kv 0", "kv 02", "kv 1\n", "KV 1", "kv 1000000000", "kv  1"})
  void whatIsNotOfTheFormIsNobodysMachine(String setting) {
    assertThat(MachineIdentity.parse(bytes(setting))).isEmpty();
    assertThatThrownBy(() -> KV2.guard().check(MachineIdentity.SETTING, bytes(setting)))
        .hasMessageContaining("kv, version 2");
  }

  @Test
  void namesAndVersionsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> new MachineIdentity("K", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MachineIdentity("kv", 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MachineIdentity("kv", MachineIdentity.VERSION_MAX + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLeaderWritesWhatIsAbsentOrLower() {
    assertThat(KV2.isNews(Optional.empty())).isTrue();
    assertThat(KV2.isNews(Optional.of(bytes("kv 1")))).isTrue();
    assertThat(KV2.isNews(Optional.of(bytes("kv 2")))).isFalse();
    assertThat(KV2.isNews(Optional.of(bytes("kv 3")))).isFalse();
  }

  @Test
  void otherSettingsAreNoConcern() {
    KV2.guard().check("color", bytes("blue"));
    KV2.guard().check(MachineIdentity.SETTING, bytes("kv 1"));
  }

  private SessionEngine open(MachineIdentity identity) throws IOException {
    return SessionEngine.on(new FileLog(folder, FileLogOptions.defaults()))
        .identity(identity)
        .open();
  }

  @Test
  void aHigherVersionIsRaisedInTheLogAndALowerOneOrAnotherNameStopsThere() throws IOException {
    try (SessionEngine first = open(new MachineIdentity("kv", 1))) {
      assertThat(first.agreed().machine()).contains(new MachineIdentity("kv", 1));
    }
    try (SessionEngine second = open(KV2)) {
      assertThat(second.agreed().machine()).contains(KV2);
    }
    assertThatThrownBy(() -> open(new MachineIdentity("kv", 1)).close())
        .hasStackTraceContaining(
            "the cluster runs the machine kv, version 2, and this node has kv, version 1");
    assertThatThrownBy(() -> open(new MachineIdentity("door", 7)).close())
        .hasStackTraceContaining("this node has door, version 7");
    try (SessionEngine again = open(KV2)) {
      assertThat(again.agreed().machine()).contains(KV2);
    }
  }

  @Test
  void aSnapshotIsLookedAtToo() throws IOException {
    try (SessionEngine first = open(KV2)) {
      first.requestSnapshot();
      await().until(() -> first.status().log().snapshotIndex() > 0);
    }
    assertThatThrownBy(() -> open(new MachineIdentity("door", 7)).close())
        .hasStackTraceContaining("this node has door, version 7");
  }
}
