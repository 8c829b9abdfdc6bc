package io.sojourn.machine;

import static io.sojourn.machine.Kernel.ANN;
import static io.sojourn.machine.Kernel.BOB;
import static io.sojourn.machine.Kernel.EVE;
import static io.sojourn.machine.Kernel.bytes;
import static io.sojourn.machine.Kernel.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.session.Limits;
import io.sojourn.testing.LimitsWith;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A machine that tells Bob as long as there is room, and answers how much there was before. */
class PushRoomTest {

  private static final Limits THREE = LimitsWith.bound("pushes", 3);

  private static StateMachine.Execution<byte[], byte[]> tell(
      State<byte[]> state, byte[] command, StateMachine.Context context) {
    PushRoom.Room room = context.room().of(BOB);
    PushRoom.Room unknown = context.room().of(EVE);
    byte[] reply = bytes(room.pushes() + " " + room.bytes() + " " + unknown.pushes());
    return room.pushes() == 0
        ? StateMachine.Execution.of(reply)
        : new StateMachine.Execution<>(reply, List.of(new Push<>(BOB, command)));
  }

  @Test
  void aMachineThatLooksForRoomIsNeverRefusedForTheLackOfIt() {
    Kernel kernel = new Kernel(new SessionMachine(THREE, PushRoomTest::tell));
    kernel.create(ANN);
    assertThat(text(kernel.request(ANN, 1, "12345"))).isEqualTo("0 0 0");
    kernel.create(BOB);
    long all = THREE.pushBytes();
    assertThat(text(kernel.request(ANN, 2, "12345"))).isEqualTo("3 " + all + " 0");
    assertThat(text(kernel.request(ANN, 3, "12"))).isEqualTo("2 " + (all - 5) + " 0");
    assertThat(text(kernel.request(ANN, 4, "1"))).isEqualTo("1 " + (all - 7) + " 0");
    assertThat(text(kernel.request(ANN, 5, "1"))).isEqualTo("0 " + (all - 8) + " 0");
    kernel.acknowledge(BOB, 2);
    assertThat(text(kernel.request(ANN, 6, "1"))).isEqualTo("2 " + (all - 1) + " 0");
  }
}
