package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.MINUTE;
import static io.sojourn.machine.Kernel.SECOND;
import static io.sojourn.machine.Kernel.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A service says up to when time has to go on by itself. */
class ServiceDeadlineTest {

  /** An alarm clock: each command is the moment, in seconds from the start, that is kept. */
  private static final class Alarm implements ServiceMachine {
    @Override
    public String name() {
      return "alarm";
    }

    @Override
    public byte[] apply(ServiceState state, byte[] command, Context context) {
      state.put("at", command);
      return command;
    }

    @Override
    public byte[] query(ServiceState readOnly, byte[] query, Context context) {
      return query;
    }

    @Override
    public long nextDeadline(ServiceState readOnly, long now) {
      byte[] at = readOnly.get("at");
      return at == null ? Long.MAX_VALUE : START + SECOND * Long.parseLong(Kernel.text(at));
    }
  }

  private final Kernel kernel = new Kernel(machine());

  private static SessionMachine machine() {
    return new SessionMachine(Limits.DEFAULT, new Ledger(), List.of(new Alarm()));
  }

  private void set(String seconds) {
    kernel.ask(new Command.Service("alarm", Kernel.bytes(seconds)));
  }

  @Test
  void timeGoesOnUpToItAndNoFurther() {
    assertThat(kernel.machine.nextDeadline()).isEqualTo(Deadlines.NEVER);
    set("9");
    assertThat(kernel.machine.nextDeadline()).isEqualTo(START + 9 * SECOND);
    kernel.now = START + 9 * SECOND - 1;
    kernel.apply();
    assertThat(kernel.machine.nextDeadline()).isEqualTo(START + 9 * SECOND);
    kernel.now++;
    kernel.apply();
    assertThat(kernel.machine.nextDeadline()).isEqualTo(Deadlines.NEVER);
  }

  @Test
  void theEarliestOfAllCounts() {
    kernel.create(ANN);
    long session = kernel.machine.nextDeadline();
    set("1");
    assertThat(kernel.machine.nextDeadline()).isEqualTo(START + SECOND).isLessThan(session);
    set(Long.toString(100 * MINUTE));
    assertThat(kernel.machine.nextDeadline()).isEqualTo(session);
  }

  @Test
  void itIsKnownAfterARestart() {
    set("9");
    SessionMachine restored = machine();
    kernel.snapshot().forEach(restored::restore);
    assertThat(restored.nextDeadline()).isEqualTo(START + 9 * SECOND);
  }

  @Test
  void aFlawThereIsNoDeadline() {
    set("soon");
    assertThat(kernel.machine.nextDeadline()).isEqualTo(Deadlines.NEVER);
  }
}
