package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.session.SessionId;
import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Arguments that are cut, changed or drawn at random are answered, whatever they are. */
class HostileArgumentsTest {

  private static final SessionId SESSION = new SessionId(77, 78);

  private static List<Request> samples(byte[] file, StateId open) {
    Values values = Values.none().mode(0644).size(3).owner("0").modifiedAt(1, 2);
    return List.of(
        Request.putHandle(file),
        Request.lookup("f"),
        Request.getAttributes(0, 1, 3, 19, 36, 47, 75),
        Request.setAttributes(open, values),
        Request.verify(values),
        Request.notVerify(values),
        Request.access(0x3f),
        Request.create(2, "d", Values.none().mode(0755)),
        Request.symbolicLink("l", "somewhere"),
        Request.device(3, "b", 1, 2),
        Request.remove("d"),
        Request.link("g"),
        Request.rename("f", "h"),
        Request.read(open, 0, 100),
        Request.write(open, 3, new byte[] {1, 2, 3, 4, 5}),
        Request.commit(0, 10),
        Request.readDirectory(0, 0, 100, 1000, 0, 1, 3, 19, 36),
        Request.close(open),
        Request.downgrade(open, 1, 0),
        Request.returnDelegation(open),
        Request.freeStateId(open),
        Request.testStateIds(open, StateId.BYPASS),
        Request.securityOf("f"),
        Request.security(0),
        OpenRequest.named("f").access(3).unchecked(values).please(),
        OpenRequest.named("i").exclusive(5, values).please(),
        OpenRequest.delegated(open, "f").please(),
        OpenRequest.current().please(),
        OpenRequest.reclaiming().please(),
        Request.getHandle(),
        Request.of(Op.READLINK),
        Request.save(),
        Request.restore(),
        Request.lookupParent());
  }

  /** How many arguments were good enough to be done, so that the test shows it tries both. */
  private int done;

  @Test
  void whateverIsSentIsAnswered() {
    Seeds.run(40, this::send);
    assertThat(done).isPositive();
  }

  private void send(long seed) throws Exception {
    Random random = new Random(seed);
    World world = new World();
    world.sessions.put(SESSION, "ann", 1, 1);
    World.Caller who = random.nextBoolean() ? world.root(1) : world.user(2, 100);
    StateId open =
        who.done(Request.putRoot(), OpenRequest.named("f").guarded(Values.none()).please())
            .opened(1)
            .stateId();
    byte[] file = who.handle("f");
    byte[] session = who.handle("sessions", SESSION.toString());
    byte[] sessions = who.handle("sessions");
    List<byte[]> places = List.of(file, session, sessions, who.handle());
    for (int i = 0; i < 300; i++) {
      List<Request> compound = new ArrayList<>();
      compound.add(Request.putHandle(places.get(random.nextInt(places.size()))));
      compound.add(Request.save());
      compound.add(Request.putHandle(places.get(random.nextInt(places.size()))));
      List<Request> samples = samples(file, open);
      compound.add(changed(samples.get(random.nextInt(samples.size())), random));
      Answer answer = who.ask(compound.toArray(Request[]::new));
      done += answer.status() == Status.OK ? 1 : 0;
      world.now += random.nextInt(100);
    }
  }

  private static Request changed(Request request, Random random) {
    byte[] bytes = request.arguments().clone();
    switch (random.nextInt(4)) {
      case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 5));
      case 1 -> {
        for (int i = 0; i < 3 && bytes.length > 0; i++) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 2 -> {
        int word = bytes.length < 4 ? 0 : random.nextInt(bytes.length / 4) * 4;
        for (int i = word; i < word + 4 && i < bytes.length; i++) {
          bytes[i] = (byte) random.nextInt(-1, 1);
        }
      }
      default -> {}
    }
    return new Request(request.number(), bytes);
  }

  /** A count or a length that promises more than there is costs nothing. */
  @Test
  void aLengthIsNotBelieved() {
    World.Caller who = new World().root(1);
    for (int length : new int[] {Integer.MAX_VALUE, -1, 1 << 30, 1024}) {
      for (int number : new int[] {Op.LOOKUP, Op.GETATTR, Op.PUTFH, Op.TEST_STATEID, Op.REMOVE}) {
        who.refused(
            Status.BADXDR, Request.putRoot(), Request.of(number, to -> to.writeInt(length)));
      }
    }
  }
}
