package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.compound.Tables;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Thousands of random operations, beside the most naive tree: same answers, same files. */
class TreeModelTest {

  private static final int STEPS = 400;
  private static final int[] MODES = {0777, 0700, 0755, 0711, 0733, 01777, 0400, 0};
  private static final String[] NAMES = {"a", "b", "c", "d", "e", "sessions"};
  private static final TreeSettings SETTINGS =
      new TreeSettings(
          1 << 20,
          1 << 20,
          ModelTree.BYTES_MAX,
          1L << 30,
          ModelTree.FILES_MAX,
          ModelTree.ENTRIES_MAX,
          ModelTree.LINKS_MAX,
          100);

  /** Which answers were seen in all runs: a model that is never refused shows little. */
  private final Set<Status> seen = EnumSet.noneOf(Status.class);

  @Test
  void theTreeIsAsTheNaiveOne() {
    Seeds.run(60, seed -> new Run(new Random(seed)).run());
    if (System.getProperty("sojourn.seed") == null) {
      assertThat(seen)
          .contains(
              Status.OK,
              Status.NOENT,
              Status.EXIST,
              Status.NOTDIR,
              Status.ISDIR,
              Status.SYMLINK,
              Status.NOTEMPTY,
              Status.ACCESS,
              Status.PERM,
              Status.ROFS,
              Status.INVAL,
              Status.MLINK,
              Status.NOSPC,
              Status.FBIG,
              Status.SHARE_DENIED,
              Status.LOCKED,
              Status.OPENMODE,
              Status.WRONG_TYPE,
              Status.STALE);
    }
  }

  private final class Run {

    private final Random random;
    private final ModelTree model = new ModelTree();
    private final World world = new World(SETTINGS, Reclaims.NONE);
    private final long[] users = {0, 100, 200};
    private final List<World.Caller> callers = new ArrayList<>();
    private final Map<ModelTree.Open, StateId> stateIds = new HashMap<>();
    private final List<byte[]> lost = new ArrayList<>();

    Run(Random random) {
      this.random = random;
      for (int i = 0; i < users.length; i++) {
        callers.add(world.user(i + 1, users[i]).withoutBackChannel());
      }
    }

    void run() throws XdrException {
      model.root.handle = callers.get(0).handle();
      for (int step = 0; step < STEPS; step++) {
        world.now += random.nextInt(10);
        step();
        if (step % 50 == 49) {
          compareAll();
        }
      }
    }

    private void step() throws XdrException {
      int who = random.nextInt(users.length);
      switch (random.nextInt(12)) {
        case 0, 1 -> make(who);
        case 2, 3, 4 -> open(who);
        case 5 -> remove(who);
        case 6 -> rename(who);
        case 7 -> link(who);
        case 8, 9 -> bytes(who);
        case 10 -> mode(who);
        default -> letGo(who);
      }
    }

    private ModelTree.File any() {
      return model.all.get(random.nextInt(model.all.size()));
    }

    private ModelTree.File anyDirectory() {
      ModelTree.File file = any();
      return file.isDirectory() || random.nextInt(10) == 0 ? file : model.root;
    }

    private String name() {
      return NAMES[random.nextInt(NAMES.length)];
    }

    private int mode() {
      return MODES[random.nextInt(MODES.length)];
    }

    /** Asks as the model was asked, and compares. */
    private Answer ask(Status expected, int who, Request... requests) {
      Answer answer = callers.get(who).ask(requests);
      assertThat(answer.status()).isEqualTo(expected);
      assertThat(answer.results()).hasSize(requests.length);
      seen.add(expected);
      return answer;
    }

    private void note(ModelTree.File directory, String name) throws XdrException {
      ModelTree.File file = directory.names.get(name);
      assertThat(file).isNotNull();
      if (file != null) {
        file.handle =
            callers
                .get(0)
                .done(
                    Request.putHandle(directory.handle), Request.lookup(name), Request.getHandle())
                .handle();
      }
    }

    private void make(int who) throws XdrException {
      ModelTree.File directory = anyDirectory();
      String name = name();
      int mode = mode();
      FileType type = random.nextInt(4) == 0 ? FileType.FIFO : FileType.DIRECTORY;
      Request request = Request.create(type.code(), name, Values.none().mode(mode));
      if (random.nextInt(6) == 0) {
        type = FileType.SYMBOLIC_LINK;
        mode = 0777;
        request = Request.symbolicLink(name, "anywhere");
      }
      Status expected = model.make(users[who], directory, name, type, mode);
      ask(expected, who, Request.putHandle(directory.handle), request);
      if (expected == Status.OK) {
        note(directory, name);
      }
    }

    private void open(int who) throws XdrException {
      ModelTree.File directory = anyDirectory();
      String name = name();
      int access = random.nextInt(1, 4);
      int deny = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
      String owner = random.nextBoolean() ? "x" : "y";
      OpenRequest request = OpenRequest.named(name).access(access).deny(deny).by(owner);
      Boolean guarded = random.nextInt(4) == 0 ? null : (Boolean) random.nextBoolean();
      if (guarded != null) {
        Values values = Values.none().mode(0640);
        request = guarded ? request.guarded(values) : request.unchecked(values);
      }
      Status expected =
          model.open(users[who], who + 1, directory, name, guarded, owner, access, deny);
      Answer answer = ask(expected, who, Request.putHandle(directory.handle), request.please());
      if (expected == Status.OK) {
        noteOpen(directory, name, who, owner, answer.opened(1).stateId());
      }
    }

    private void noteOpen(
        ModelTree.File directory, String name, int who, String owner, StateId stateId)
        throws XdrException {
      note(directory, name);
      ModelTree.File file = directory.names.get(name);
      assertThat(file).isNotNull();
      if (file != null) {
        for (ModelTree.Open open : file.opens) {
          if (open.client == who + 1 && open.owner.equals(owner)) {
            assertThat(stateId.seqid()).isEqualTo(open.count);
            stateIds.put(open, stateId);
          }
        }
      }
    }

    private void remove(int who) {
      ModelTree.File directory = anyDirectory();
      String name = name();
      ModelTree.File file = directory.names.get(name);
      Status expected = model.remove(users[who], directory, name);
      ask(expected, who, Request.putHandle(directory.handle), Request.remove(name));
      noteLoss(file);
    }

    private void noteLoss(ModelTree.@Nullable File file) {
      if (file != null && !model.isThere(file)) {
        lost.add(file.handle);
      }
    }

    private void rename(int who) {
      ModelTree.File from = anyDirectory();
      ModelTree.File to = anyDirectory();
      String oldName = name();
      String newName = name();
      ModelTree.File victim = to.names.get(newName);
      Status expected = model.rename(users[who], from, oldName, to, newName);
      ask(
          expected,
          who,
          Request.putHandle(from.handle),
          Request.save(),
          Request.putHandle(to.handle),
          Request.rename(oldName, newName));
      noteLoss(victim);
    }

    private void link(int who) {
      ModelTree.File file = any();
      ModelTree.File directory = anyDirectory();
      String name = name();
      ask(
          model.link(users[who], file, directory, name),
          who,
          Request.putHandle(file.handle),
          Request.save(),
          Request.putHandle(directory.handle),
          Request.link(name));
    }

    private ModelTree.@Nullable Open openOf(ModelTree.File file, int who) {
      return file.opens.stream().filter(open -> open.client == who + 1).findFirst().orElse(null);
    }

    private StateId stateId(ModelTree.@Nullable Open open) {
      return open == null ? StateId.ANONYMOUS : stateIds.getOrDefault(open, StateId.INVALID);
    }

    private void bytes(int who) throws XdrException {
      ModelTree.File file = any();
      ModelTree.Open open = random.nextInt(3) == 0 ? null : openOf(file, who);
      int offset = random.nextInt(ModelTree.BYTES_MAX);
      Request at = Request.putHandle(file.handle);
      switch (random.nextInt(3)) {
        case 0 -> {
          byte[] bytes = new byte[random.nextInt(1, 40_000)];
          random.nextBytes(bytes);
          Status expected = model.write(users[who], file, open, offset, bytes);
          ask(expected, who, at, Request.write(stateId(open), offset, bytes));
        }
        case 1 -> {
          int size = random.nextInt(ModelTree.BYTES_MAX + 5_000);
          Status expected = model.setSize(users[who], file, open, size);
          Values values = Values.none().size(size);
          ask(expected, who, at, Request.setAttributes(stateId(open), values));
        }
        default -> {
          Status expected = model.use(users[who], file, open, 1);
          Answer answer = ask(expected, who, at, Request.read(stateId(open), offset, 9_000));
          if (expected == Status.OK) {
            int end = Math.min(offset + 9_000, file.bytes.length);
            XdrReader from = answer.last();
            assertThat(from.readBoolean()).isEqualTo(offset + 9_000 >= file.bytes.length);
            assertThat(from.readOpaque(9_000))
                .isEqualTo(
                    offset > end ? new byte[0] : Arrays.copyOfRange(file.bytes, offset, end));
          }
        }
      }
    }

    private void mode(int who) {
      ModelTree.File file = any();
      if (file == model.root) {
        return; // or soon nobody but root would do anything
      }
      int mode = mode();
      ask(
          model.setMode(users[who], file, mode),
          who,
          Request.putHandle(file.handle),
          Request.setAttributes(StateId.ANONYMOUS, Values.none().mode(mode)));
    }

    /** Closes a file, or lets a client go with all it holds, or looks for what is lost. */
    private void letGo(int who) {
      ModelTree.File file = any();
      ModelTree.Open open = openOf(file, who);
      if (open != null) {
        model.close(file, open);
        ask(Status.OK, who, Request.putHandle(file.handle), Request.close(stateId(open)));
        noteLoss(file);
      } else if (random.nextInt(8) == 0) {
        List<ModelTree.File> before = List.copyOf(model.all);
        model.release(who + 1L);
        new ClientFiles(world.state).release(who + 1L);
        before.forEach(this::noteLoss);
      } else if (!lost.isEmpty()) {
        byte[] handle = lost.get(random.nextInt(lost.size()));
        ask(Status.STALE, who, Request.putHandle(handle));
      }
    }

    private void compareAll() throws XdrException {
      for (ModelTree.File file : model.all) {
        compare(file);
      }
      for (int who = 0; who < users.length; who++) {
        long client = who + 1L;
        boolean holds =
            model.all.stream()
                .anyMatch(file -> file.opens.stream().anyMatch(open -> open.client == client));
        assertThat(new ClientFiles(world.state).holds(client)).isEqualTo(holds);
      }
      assertThat(Counters.of(world.state).files()).isEqualTo(model.all.size() - 1);
      long kept = world.state.bytesOfAll(Tables.blocks(0));
      assertThat(Counters.of(world.state).bytes()).isEqualTo(kept);
    }

    private void compare(ModelTree.File file) throws XdrException {
      World.Caller root = callers.get(0);
      XdrReader from =
          root.done(Request.putHandle(file.handle), Request.getAttributes(1, 33, 35, 36))
              .attributes();
      assertThat(from.readInt()).isEqualTo(file.type.code());
      assertThat(from.readInt()).isEqualTo(file.mode);
      assertThat(from.readInt()).isEqualTo(model.links(file));
      assertThat(from.readText(20)).isEqualTo(Long.toString(file.owner));
      if (file.isDirectory()) {
        Answer listed =
            root.done(Request.putHandle(file.handle), Request.readDirectory(0, 0, 0, 100_000, 20));
        List<String> names = new ArrayList<>(listed.listing().names());
        if (file == model.root) {
          assertThat(names.remove("sessions")).isTrue();
        }
        assertThat(names).containsExactlyInAnyOrderElementsOf(file.names.keySet());
      }
      if (file.type == FileType.REGULAR) {
        XdrReader read =
            root.done(Request.putHandle(file.handle), Request.read(StateId.BYPASS, 0, 200_000))
                .last();
        assertThat(read.readBoolean()).isTrue();
        assertThat(read.readOpaque(200_000)).isEqualTo(file.bytes);
      }
    }
  }
}
