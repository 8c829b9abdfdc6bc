package io.sojourn.machine;

import static io.sojourn.machine.Kernel.bytes;
import static io.sojourn.machine.Kernel.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.session.Limits;
import io.sojourn.session.Refusal.Code;
import io.sojourn.testing.LimitsWith;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What all nodes share beside the sessions: settings, the leader, the version of the behaviour. */
class ClusterStateTest {

  private final Kernel kernel = new Kernel();

  @Test
  void aSettingIsSetAndToldAndMayBeChanged() {
    assertThat(put("color", "red", false)).isEqualTo("color=red");
    assertThat(kernel.effects)
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(new Effect.SettingChanged("color", bytes("red")));
    assertThat(put("color", "blue", false)).isEqualTo("color=blue");
    assertThat(kernel.machine.setting("color")).contains(bytes("blue"));
    assertThat(kernel.machine.setting("size")).isEmpty();
  }

  /** So that of all nodes that draw a key at their first start one wins, and all use that one. */
  @Test
  void aSettingThatIsThereStaysIfThatIsAskedFor() {
    put("key", "first", true);
    assertThat(put("key", "second", true)).isEqualTo("key=first");
    assertThat(kernel.effects).isEmpty();
  }

  @Test
  void settingsAreBoundedInNumberNameAndValue() {
    Kernel small = new Kernel(LimitsWith.bound(LimitsWith.bound("settings", 2), "settingBytes", 3));
    small.ask(new Command.PutSetting("a", bytes("123"), false));
    small.ask(new Command.PutSetting("b", bytes(""), false));
    for (Command over :
        List.of(
            new Command.PutSetting("c", bytes(""), false),
            new Command.PutSetting("a", bytes("1234"), false),
            new Command.PutSetting("", bytes(""), false),
            new Command.PutSetting("x".repeat(129), bytes(""), false))) {
      assertThat(refusal(small.ask(over))).isEqualTo(Code.LIMIT_EXCEEDED);
    }
    assertThat(refusal(small.ask(new Command.PutSetting("\ud800", bytes(""), false))))
        .isEqualTo(Code.INVALID);
    assertThat(small.ask(new Command.PutSetting("a", bytes("1"), false)))
        .isInstanceOf(Reply.SettingIs.class);
  }

  @Test
  void theLeaderIsTheOneThatWasGrantedTheLeasesLast() {
    assertThat(kernel.machine.leader()).isEmpty();
    kernel.ask(new Command.GrantLeases("n1", "h1:80"));
    assertThat(kernel.machine.leader()).contains(new Leader("n1", "h1:80"));
    assertThat(kernel.effects).containsExactly(new Effect.LeasesGranted(kernel.now, "n1", "h1:80"));
    kernel.apply(new Command.GrantLeases("n1", ""), new Command.GrantLeases("n2", "h2:80"));
    assertThat(kernel.machine.leader()).contains(new Leader("n2", "h2:80"));
    kernel.ask(new Command.GrantLeases("", ""));
    assertThat(kernel.machine.leader()).isEmpty();
  }

  @Test
  void theBehaviourGoesUpByTheLogAndNeverDown() {
    Kernel newer = new Kernel(program(3));
    assertThat(newer.machine.behaviour()).isEqualTo(1);
    assertThat(newer.ask(new Command.Upgrade(3))).isEqualTo(new Reply.Upgraded(3));
    for (int older : new int[] {2, 1, 0, Integer.MIN_VALUE}) {
      assertThat(newer.ask(new Command.Upgrade(older))).isEqualTo(new Reply.Upgraded(3));
    }
    assertThat(newer.machine.behaviour()).isEqualTo(3);
  }

  @Test
  void aProgramThatDoesNotKnowTheBehaviourStopsAndSaysWhatToDo() {
    Kernel older = new Kernel(program(2));
    assertThatThrownBy(() -> older.ask(new Command.Upgrade(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("behaviour 3")
        .hasMessageContaining("up to 2")
        .hasMessageContaining("newer program");
  }

  @Test
  void aSnapshotOfANewerBehaviourIsRefusedByAnOlderProgram() {
    Kernel newer = new Kernel(program(3));
    newer.ask(new Command.Upgrade(3));
    List<SnapshotRecord> records = newer.snapshot();
    SessionMachine older = program(2);
    assertThatThrownBy(() -> older.restore(records.get(0)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("behaviour 3");
    SessionMachine same = program(3);
    records.forEach(same::restore);
    assertThat(same.behaviour()).isEqualTo(3);
  }

  @Test
  void aSnapshotKeepsSettingsAndLeader() {
    put("color", "red", false);
    kernel.ask(new Command.GrantLeases("n1", "h1:80"));
    SessionMachine restored = new SessionMachine(Limits.DEFAULT, new Ledger());
    kernel.snapshot().forEach(restored::restore);
    assertThat(restored.setting("color")).contains(bytes("red"));
    assertThat(restored.leader()).contains(new Leader("n1", "h1:80"));
    assertThat(Shown.digest(restored)).isEqualTo(Shown.digest(kernel.machine));
  }

  @Test
  void rowsThatNoMachineCanHaveSavedAreRefused() {
    SnapshotRecord setting = new SnapshotRecord.SettingRow("a", bytes("1"));
    SnapshotRecord internal = new SnapshotRecord.InternalRow(new byte[16], new byte[1]);
    for (SnapshotRecord twice : List.of(setting, internal)) {
      SessionMachine machine = new SessionMachine(Limits.DEFAULT, null);
      machine.restore(twice);
      refused(machine, twice);
    }
    SessionMachine machine = new SessionMachine(Limits.DEFAULT, null);
    refused(machine, new SnapshotRecord.InternalRow(new byte[15], new byte[1]));
    refused(machine, new SnapshotRecord.InternalRow(new byte[16], new byte[0]));
    refused(machine, new SnapshotRecord.Header(1, 2, 3, 4, "", "", 0));
  }

  private static void refused(SessionMachine machine, SnapshotRecord record) {
    assertThatThrownBy(() -> machine.restore(record)).isInstanceOf(IllegalArgumentException.class);
  }

  private static SessionMachine program(int newestBehaviour) {
    return new SessionMachine(
        Limits.DEFAULT,
        new Ledger(),
        new SessionTable(),
        NamedEntries.ofUser(Limits.DEFAULT),
        new Services(List.of(), Limits.DEFAULT),
        newestBehaviour);
  }

  private String put(String name, String value, boolean ifAbsent) {
    Reply reply = kernel.ask(new Command.PutSetting(name, bytes(value), ifAbsent));
    Reply.SettingIs is = (Reply.SettingIs) reply;
    return is.name() + "=" + Kernel.text(is.value());
  }
}
