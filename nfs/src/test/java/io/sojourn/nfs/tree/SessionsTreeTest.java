package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The directory that shows the kernel's sessions. */
class SessionsTreeTest {

  private static final SessionId ID = new SessionId(0x1234_5678_9abc_def0L, 42);

  private final World world = new World();
  private final World.Caller who = world.user(1, 100);
  private final Request[] directory = {Request.putRoot(), Request.lookup("sessions")};

  @BeforeEach
  void beginASession() {
    world.sessions.put(ID, "ann", 5_000, 3);
  }

  private byte[] file() throws XdrException {
    return who.handle("sessions", ID.toString());
  }

  private String content(byte[] handle) throws XdrException {
    XdrReader from =
        who.done(Request.putHandle(handle), Request.read(StateId.ANONYMOUS, 0, 4096)).last();
    assertThat(from.readBoolean()).isTrue();
    return new String(from.readOpaque(4096), StandardCharsets.UTF_8);
  }

  @Test
  void aSessionIsAFileOfAFewLines() throws XdrException {
    assertThat(content(file()))
        .isEqualTo(
            """
            id: 123456789abcdef0000000000000002a
            user: ann
            state: Active
            created: 1970-01-01T00:00:01Z
            expires: 1970-01-02T00:00:00Z
            idle_timeout_ms: 60000
            last_seen: 1970-01-01T00:00:05Z
            version: 3
            epoch: 1
            """);
    XdrReader part =
        who.done(Request.putHandle(file()), Request.read(StateId.ANONYMOUS, 4, 3)).last();
    assertThat(part.readBoolean()).isFalse();
    assertThat(new String(part.readOpaque(3), StandardCharsets.UTF_8)).isEqualTo("123");
  }

  @Test
  void aUsersNameDoesNotLookLikeALineOfOurs() throws XdrException {
    world.sessions.put(ID, "ann\nstate: Suspended\r\u2028x", 5_000, 3);
    assertThat(content(file())).contains("user: ann?state: Suspended??x\n");
  }

  @Test
  void theAttributesAreThoseOfTheSession() throws XdrException {
    XdrReader from =
        who.done(Request.putHandle(file()), Request.getAttributes(1, 4, 33)).attributes();
    assertThat(from.readInt()).isEqualTo(1);
    assertThat(from.readLong()).isEqualTo(content(file()).length());
    assertThat(from.readInt()).isEqualTo(0444);
    long before = change(file());
    world.sessions.put(ID, "ann", 5_001, 3);
    long seen = change(file());
    world.sessions.put(ID, "ann", 5_001, 4);
    assertThat(before).isLessThan(seen);
    assertThat(seen).isLessThan(change(file()));
  }

  private long change(byte[] handle) throws XdrException {
    return who.done(Request.putHandle(handle), Request.getAttributes(3)).longs().get(0);
  }

  @Test
  void aSessionIsOpenedReadAndClosed() throws XdrException {
    Answer answer =
        who.done(
            directory[0],
            directory[1],
            OpenRequest.named(ID.toString()).please(),
            Request.read(StateId.CURRENT, 0, 100),
            Request.close(StateId.CURRENT));
    assertThat(answer.opened(2).delegation()).as("no delegation").isZero();
    who.refused(
        Status.ROFS,
        directory[0],
        directory[1],
        OpenRequest.named(ID.toString()).access(2).please());
  }

  @Test
  void aSessionThatEndedIsStaleButCanBeClosed() throws XdrException {
    byte[] file = file();
    StateId open =
        who.done(Request.putHandle(file), OpenRequest.current().please()).opened(1).stateId();
    world.sessions.end(ID);
    who.refused(Status.STALE, Request.putHandle(file), Request.read(open, 0, 1));
    who.refused(Status.STALE, Request.putHandle(file), Request.getAttributes(1));
    who.refused(Status.NOENT, directory[0], directory[1], Request.lookup(ID.toString()));
    who.done(Request.putHandle(file), Request.close(open));
    assertThat(new ClientFiles(world.state).holds(1)).isFalse();
  }

  @Test
  void allSessionsAreListed() throws XdrException {
    for (int i = 0; i < 200; i++) {
      world.sessions.put(new SessionId(i * 0x0101_0101_0101_0101L - 99, i), "u" + i, 1_000, 1);
    }
    List<String> names = new ArrayList<>();
    long cookie = 0;
    long verifier = 0;
    boolean end = false;
    while (!end) {
      Answer.Listing part =
          who.done(
                  directory[0],
                  directory[1],
                  Request.readDirectory(cookie, verifier, 0, 1000, 1, 4, 20))
              .listing();
      names.addAll(part.names());
      verifier = part.verifier();
      cookie = part.end() ? cookie : part.entries().getLast().cookie();
      end = part.end();
    }
    assertThat(names).hasSize(201).doesNotHaveDuplicates().contains(ID.toString());
    who.refused(
        Status.BAD_COOKIE, directory[0], directory[1], Request.readDirectory(1, verifier, 0, 1000));
  }

  @Test
  void nothingIsChangedThere() throws XdrException {
    World.Caller root = world.root(2);
    String name = ID.toString();
    Request d0 = directory[0];
    Request d1 = directory[1];
    root.done(d0, OpenRequest.named("f").guarded(Values.none()).please());
    root.refused(Status.ROFS, d0, d1, Request.makeDirectory("x"));
    root.refused(Status.ROFS, d0, d1, Request.remove(name));
    root.refused(Status.ROFS, d0, d1, OpenRequest.named("x").guarded(Values.none()).please());
    root.refused(Status.ROFS, d0, d1, Request.save(), Request.rename(name, "x"));
    root.refused(Status.ROFS, d0, d1, Request.save(), d0, Request.rename(name, "x"));
    root.refused(Status.ROFS, d0, Request.save(), d1, Request.rename("f", "x"));
    root.refused(Status.ROFS, d0, Request.lookup("f"), Request.save(), d0, d1, Request.link("x"));
    root.refused(Status.ROFS, Request.putHandle(file()), Request.save(), d0, Request.link("x"));
    Request chmod = Request.setAttributes(StateId.ANONYMOUS, Values.none().mode(0777));
    root.refused(Status.ROFS, d0, d1, chmod);
    root.refused(Status.ROFS, Request.putHandle(file()), chmod);
    root.refused(
        Status.ROFS, Request.putHandle(file()), Request.write(StateId.ANONYMOUS, 0, new byte[1]));
  }

  @Test
  void itsNameInTheRootIsTaken() {
    World.Caller root = world.root(2);
    Request at = Request.putRoot();
    root.done(at, Request.makeDirectory("d"));
    root.refused(Status.EXIST, at, Request.makeDirectory("sessions"));
    root.refused(Status.ROFS, at, Request.remove("sessions"));
    root.refused(Status.ROFS, at, Request.save(), Request.rename("sessions", "x"));
    root.refused(Status.ROFS, at, Request.save(), Request.rename("d", "sessions"));
    root.refused(Status.EXIST, at, OpenRequest.named("sessions").guarded(Values.none()).please());
    root.refused(Status.ISDIR, at, OpenRequest.named("sessions").unchecked(Values.none()).please());
    root.done(at, Request.lookup("d"), Request.makeDirectory("sessions"));
  }

  @Test
  void onlyTheIdOfALiveSessionIsAName() {
    for (String name : new String[] {"x", ID.toString().toUpperCase(Locale.ROOT), "0"}) {
      who.refused(Status.NOENT, directory[0], directory[1], Request.lookup(name));
    }
  }
}
