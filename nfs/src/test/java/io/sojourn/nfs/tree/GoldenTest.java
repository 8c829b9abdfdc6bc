package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.session.SessionId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The bytes of every operation's arguments and results, and of what the tree keeps, are as they
 * were first: clients rely on the former, logs and snapshots on the latter. A failure here means
 * that a node of this version and one before would come to different states.
 */
class GoldenTest {

  private static final SessionId SESSION = new SessionId(0x1111_2222_3333_4444L, 7);

  private final World world = new World();
  private final World.Caller one = world.root(1);
  private final World.Caller two = world.user(2, 100);
  private final List<String> lines = new ArrayList<>();

  /** Prints the bytes as they are: for a version that changes them on purpose. */
  public static void main(String[] args) throws Exception {
    new GoldenTest().transcript().forEach(System.out::println);
  }

  @Test
  void theBytesAreAsTheyWere() throws Exception {
    List<String> golden = golden();
    List<String> now = transcript();
    for (int i = 0; i < Math.min(now.size(), golden.size()); i++) {
      assertThat(now.get(i)).as("line %d", i + 1).isEqualTo(golden.get(i));
    }
    assertThat(now).hasSameSizeAs(golden);
  }

  @Test
  void everyOperationIsAmongThem() throws Exception {
    TreeSet<String> played = new TreeSet<>();
    for (String line : transcript()) {
      played.add(line.substring(0, line.indexOf(' ')));
    }
    world.kinds.values().stream()
        .map(kind -> kind.name())
        .filter(name -> Unsupported.kinds().stream().noneMatch(kind -> kind.name().equals(name)))
        .forEach(name -> assertThat(played).contains(name));
  }

  private static List<String> golden() throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/tree/golden.txt")) {
      assertThat(in).isNotNull();
      return in == null
          ? List.of()
          : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** A line for each operation, then one for each entry that is kept at the end. */
  private List<String> transcript() throws Exception {
    play();
    world.state.withPrefix("").forEach((name, value) -> lines.add(name + " = " + hex(value)));
    world.state.forEachNumbered((place, value) -> lines.add(place + " = " + hex(value)));
    return lines;
  }

  private static String hex(byte[] bytes) {
    return bytes.length == 0 ? "-" : HexFormat.of().formatHex(bytes);
  }

  private Answer ask(World.Caller who, Request... requests) {
    Answer answer = who.ask(requests);
    for (int i = 0; i < answer.results().size(); i++) {
      Answer.Result result = answer.results().get(i);
      lines.add(
          world.kind(result.number()).name()
              + " "
              + hex(requests[i].arguments())
              + " -> "
              + result.status()
              + " "
              + hex(result.bytes()));
    }
    world.now += 1;
    return answer;
  }

  private void play() throws Exception {
    Lease.set(world.state, 90_000);
    world.sessions.put(SESSION, "ann", 2_000, 2);
    Request root = Request.putRoot();
    playHeld(root, playFiles(root));
  }

  private StateId playFiles(Request root) throws Exception {
    ask(one, root, Request.makeDirectory("d"), Request.getHandle());
    ask(one, root, Request.symbolicLink("l", "d/f"), Request.readLink());
    ask(one, root, Request.device(4, "c", 5, 6), Request.getAttributes(1, 41));
    Values values = Values.none().mode(0644).owner("100").group("7").modifiedAt(-5, 6).size(3);
    StateId open =
        ask(one, root, OpenRequest.named("f").access(3).exclusive(99, values).please())
            .opened(1)
            .stateId();
    ask(
        one,
        root,
        Request.lookup("f"),
        Request.write(open, 65_540, "hello".getBytes(StandardCharsets.UTF_8)),
        Request.commit(0, 0),
        Request.read(open, 65_538, 100));
    ask(one, root, Request.lookup("f"), Request.setAttributes(open, Values.none().size(65_543)));
    ask(one, root, Request.lookup("f"), Request.save(), root, Request.lookup("d"));
    ask(
        one,
        root,
        Request.lookup("f"),
        Request.save(),
        root,
        Request.lookup("d"),
        Request.link("g"),
        Request.lookupParent(),
        Request.restore(),
        Request.access(0x3f));
    ask(one, root, Request.save(), Request.rename("c", "device"));
    ask(one, root, Request.lookup("f"), Request.downgrade(open, 3, 0));
    ask(one, root, Request.lookup("f"), Request.verify(Values.none().size(65_543)));
    ask(one, root, Request.lookup("f"), Request.notVerify(Values.none().size(65_543)));
    ask(one, root, Request.lookup("f"), Request.getAttributes(all()));
    ask(one, root, Request.getAttributes(all()));
    ask(one, root, Request.readDirectory(0, 0, 0, 4096, 1, 3, 11, 19, 20, 33));
    ask(one, root, Request.lookup("sessions"), Request.readDirectory(0, 0, 0, 4096, 4));
    ask(one, root, Request.securityOf("d"));
    ask(one, root, Request.security(0));
    ask(one, Request.of(Op.PUTPUBFH), Request.remove("l"));
    return open;
  }

  private void playHeld(Request root, StateId open) throws Exception {
    StateId delegation =
        ask(two, root, OpenRequest.named("n").guarded(Values.none().mode(0600)).please())
            .opened(1)
            .delegationId();
    byte[] file = two.handle("n");
    ask(one, Request.putHandle(file), Request.write(StateId.ANONYMOUS, 0, new byte[] {1}));
    ask(two, root, OpenRequest.named("n").access(0x0402).by("other").please());
    ask(two, Request.testStateIds(delegation, open, StateId.ANONYMOUS));
    new ClientFiles(world.state).revoke(delegation, world.now);
    ask(two, Request.putHandle(file), Request.returnDelegation(delegation));
    ask(two, Request.freeStateId(delegation));
    ask(one, root, Request.lookup("f"), Request.close(new StateId(0, open.high(), open.low())));
    StateId next = ask(one, root, OpenRequest.named("f").please()).opened(1).delegationId();
    ask(one, root, Request.lookup("f"), Request.returnDelegation(next));
    world.now += Delegations.REST_MILLIS;
    ask(one, root, OpenRequest.named("f").deny(2).please());
    Grace.begin(world.state, world.now + 90_000);
    ask(one, root, OpenRequest.named("f").please());
  }

  private static int[] all() {
    return IntStream.range(0, 80)
        .filter(number -> number != 48 && number != 54 && number != 74)
        .toArray();
  }
}
