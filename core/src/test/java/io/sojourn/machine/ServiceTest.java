package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.bytes;
import static io.sojourn.machine.Kernel.refusal;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sojourn.session.Limits;
import io.sojourn.session.Refusal;
import io.sojourn.session.StateChange;
import io.sojourn.testing.LimitsWith;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the kernel does for services, and what it keeps apart. */
class ServiceTest {

  private static final List<ServiceMachine> BOTH = List.of(new Shelf("shelf"), new Shelf("attic"));
  private static final String ILLEGAL = IllegalArgumentException.class.getName();

  private final Kernel kernel = with(Limits.DEFAULT);

  private static Kernel with(Limits limits) {
    return new Kernel(new SessionMachine(limits, new Ledger(), BOTH));
  }

  private static Reply ask(Kernel kernel, String service, String body) {
    return kernel.ask(new Command.Service(service, bytes(body)));
  }

  private Reply shelf(String body) {
    return ask(kernel, "shelf", body);
  }

  private Reply query(String service, String body) {
    return kernel.machine.query(service, bytes(body));
  }

  @Test
  void aCommandIsExecutedAsOftenAsItIsInTheLog() {
    assertThat(text(shelf("put a 1;list a"))).isEqualTo("a=1");
    assertThat(text(shelf("drop a;list a"))).isEmpty();
    assertThat(text(shelf("put a 1;list a"))).isEqualTo("a=1");
  }

  @Test
  void itIsToldTheMoment() {
    kernel.now += 5;
    assertThat(text(shelf("now"))).isEqualTo("1 " + (Kernel.START + 5));
    assertThat(text(query("shelf", "now"))).isEqualTo("1 " + (Kernel.START + 5));
  }

  @Test
  void eachServiceAndTheUsersMachineHaveEntriesOfTheirOwn() {
    kernel.create(ANN);
    kernel.request(ANN, 1, "add a");
    shelf("put a 1");
    ask(kernel, "attic", "put a 2;put b 3");
    assertThat(text(query("shelf", "list "))).isEqualTo("a=1");
    assertThat(text(query("attic", "list "))).isEqualTo("a=2,b=3");
    assertThat(text(kernel.query(ANN, "list "))).isEqualTo("a,created");
  }

  @Test
  void aThrowUndoesWhatTheCommandWroteAndIsToldByItsClass() {
    shelf("put a 1;put b 2");
    assertThat(shelf("put a 9;drop b;put c 3;throw")).isEqualTo(new Reply.Failed(ILLEGAL, false));
    assertThat(text(query("shelf", "list "))).isEqualTo("a=1,b=2");
    assertThat(text(shelf("set 7 1 a;set 7 3 c;set 8 1 z;table 7"))).isEqualTo("1=a,3=c");
    assertThat(shelf("set 7 1 x;unset 7 3;set 7 2 b;throw")).isInstanceOf(Reply.Failed.class);
    assertThat(text(query("shelf", "table 7"))).isEqualTo("1=a,3=c");
    assertThat(text(shelf("mark;unset 7 1;back;unset 7 3;table 7"))).isEqualTo("1=a");
  }

  @Test
  void aServiceMayTakeBackAPartOfWhatItWrote() {
    shelf("put a 1;put b 2");
    assertThat(text(shelf("put a 3;mark;drop b;put a 4;put c 5;back;put d 6;list ")))
        .isEqualTo("a=3,b=2,d=6");
    assertThat(text(shelf("mark;put a 5;mark;put a 6;back;list a"))).isEqualTo("a=5");
    assertThat(text(shelf("mark;put a 7;mark;put a 8;back;back;list a"))).isEqualTo("a=5");
  }

  @Test
  void aSavepointThatWasGivenUpIsRefused() {
    ServiceEntries entries = ServiceEntries.of("shelf", Limits.DEFAULT);
    int first = entries.savepoint();
    entries.put("a", bytes("1"));
    int second = entries.savepoint();
    entries.rollBackTo(first);
    assertThatThrownBy(() -> entries.rollBackTo(second))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> entries.rollBackTo(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aQueryChangesNothingEvenIfItHidesThatItWrote() {
    shelf("put a 1");
    String before = Shown.digest(kernel.machine);
    assertThat(query("shelf", "put a 2"))
        .isEqualTo(new Reply.Failed(IllegalStateException.class.getName(), false));
    assertThat(query("shelf", "drop a")).isInstanceOf(Reply.Failed.class);
    assertThat(text(query("shelf", "mark;list a;back"))).isEqualTo("a=1");
    Kernel sly = new Kernel(new SessionMachine(Limits.DEFAULT, null, List.of(new Sly())));
    assertThat(sly.machine.query("sly", bytes("x"))).isInstanceOf(Reply.Failed.class);
    assertThat(Shown.digest(kernel.machine)).isEqualTo(before);
  }

  private static final class Sly implements ServiceMachine {
    @Override
    public String name() {
      return "sly";
    }

    @Override
    public byte[] apply(ServiceState state, byte[] command, Context context) {
      return command;
    }

    @Override
    public byte[] query(ServiceState readOnly, byte[] query, Context context) {
      try {
        readOnly.put("a", query);
      } catch (IllegalStateException hidden) {
        return query;
      }
      return query;
    }
  }

  @Test
  void itSeesTheLiveSessionsInTheOrderOfTheirIds() {
    kernel.create(BOB);
    kernel.create(ANN);
    assertThat(text(shelf("live 9"))).isEqualTo("a,b");
    assertThat(text(shelf("live 1"))).isEqualTo("a");
    kernel.change(ANN, StateChange.INVALIDATE);
    assertThat(text(query("shelf", "live 9"))).isEqualTo("b");
  }

  @Test
  void itsEntriesAreBounded() {
    Kernel few = with(LimitsWith.bound("serviceEntries", 2));
    assertThat(ask(few, "shelf", "put a 1;put b 2;put c 3"))
        .isEqualTo(new Reply.Failed(StateFullException.class.getName(), false));
    assertThat(text(ask(few, "shelf", "put a 1;put b 2;list "))).isEqualTo("a=1,b=2");
    assertThat(text(ask(few, "attic", "put a 1;put b 2;list "))).isEqualTo("a=1,b=2");
    Kernel small = with(LimitsWith.bound("serviceBytes", 3));
    assertThat(ask(small, "shelf", "put a 123")).isInstanceOf(Reply.Failed.class);
    assertThat(ask(small, "shelf", "put a 12")).isInstanceOf(Reply.Executed.class);
  }

  @Test
  void aBodyAndAReplyAreBounded() {
    Kernel small = with(LimitsWith.bound("serviceBodyBytes", 20));
    String tooLong = "put abcdefgh 12345678";
    assertThat(refusal(ask(small, "shelf", tooLong))).isEqualTo(Refusal.Code.LIMIT_EXCEEDED);
    assertThat(refusal(small.machine.query("shelf", bytes(tooLong))))
        .isEqualTo(Refusal.Code.LIMIT_EXCEEDED);
    assertThat(ask(small, "shelf", "put a 1;reply 20")).isInstanceOf(Reply.Executed.class);
    assertThat(ask(small, "shelf", "put a 2;reply 21"))
        .isEqualTo(new Reply.Failed(IllegalStateException.class.getName(), false));
    assertThat(small.machine.query("shelf", bytes("reply 21"))).isInstanceOf(Reply.Failed.class);
    assertThat(text(small.machine.query("shelf", bytes("list ")))).isEqualTo("a=1");
  }

  @Test
  void aProgramThatLacksTheServiceStopsRatherThanDiverge() {
    shelf("put a 1");
    ask(kernel, "attic", "put a 1");
    SessionMachine older =
        new SessionMachine(Limits.DEFAULT, new Ledger(), List.of(new Shelf("shelf")));
    Command.Service unknown = new Command.Service("attic", bytes("now"));
    assertThatThrownBy(() -> older.apply(new Entry(1, 1, List.of(unknown))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("attic");
    SessionMachine empty =
        new SessionMachine(Limits.DEFAULT, new Ledger(), List.of(new Shelf("shelf")));
    assertThatThrownBy(() -> kernel.snapshot().forEach(empty::restore))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("attic");
    assertThatThrownBy(() -> empty.query("attic", bytes("now")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSnapshotKeepsTheEntriesOfEachService() {
    shelf("put a 1;put b 2");
    shelf("set 7 1 x;set 8 -1 y");
    ask(kernel, "attic", "put a 3");
    ask(kernel, "attic", "set 7 1 z");
    SessionMachine restored = new SessionMachine(Limits.DEFAULT, new Ledger(), BOTH);
    kernel.snapshot().forEach(restored::restore);
    assertThat(Shown.digest(restored)).isEqualTo(Shown.digest(kernel.machine));
    assertThat(text(restored.query("shelf", bytes("list ")))).isEqualTo("a=1,b=2");
    assertThat(text(restored.query("attic", bytes("list ")))).isEqualTo("a=3");
    assertThat(text(restored.query("shelf", bytes("table 7")))).isEqualTo("1=x");
    assertThat(text(restored.query("shelf", bytes("table 8")))).isEqualTo("-1=y");
    assertThat(text(restored.query("attic", bytes("table 7")))).isEqualTo("1=z");
  }

  @Test
  void servicesHaveNamesOfTheirOwn() {
    for (String wrong : List.of("", "Shelf", "a b", "x".repeat(65))) {
      assertThatThrownBy(() -> machineWith(new Shelf(wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> machineWith(new Shelf("shelf"), new Shelf("shelf")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SessionMachine machineWith(ServiceMachine... services) {
    return new SessionMachine(Limits.DEFAULT, null, List.of(services));
  }
}
