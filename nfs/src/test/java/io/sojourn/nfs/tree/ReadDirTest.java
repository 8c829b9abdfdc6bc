package io.sojourn.nfs.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** READDIR (RFC 8881, 18.23). */
class ReadDirTest {

  private final World world = new World();
  private final World.Caller root = world.root(1);

  private byte[] directoryOf(int entries) throws XdrException {
    root.done(Request.putRoot(), Request.makeDirectory("d"));
    byte[] handle = root.handle("d");
    for (int i = 0; i < entries; i++) {
      root.done(Request.putHandle(handle), Request.makeDirectory("entry" + i));
    }
    return handle;
  }

  private Answer.Listing list(byte[] directory, long cookie, long verifier, int max)
      throws XdrException {
    return root.done(
            Request.putHandle(directory), Request.readDirectory(cookie, verifier, 0, max, 1, 20))
        .listing();
  }

  private List<String> listAll(byte[] directory, int max) throws XdrException {
    List<String> names = new ArrayList<>();
    Answer.Listing part = list(directory, 0, 0, max);
    while (true) {
      names.addAll(part.names());
      if (part.end()) {
        return names;
      }
      part = list(directory, part.entries().getLast().cookie(), part.verifier(), max);
    }
  }

  @Test
  void anEmptyDirectoryEndsAtOnce() throws XdrException {
    byte[] directory = directoryOf(0);
    Answer.Listing all = list(directory, 0, 0, 16);
    assertThat(all.entries()).isEmpty();
    assertThat(all.end()).isTrue();
    root.refused(Status.TOOSMALL, Request.putHandle(directory), Request.readDirectory(0, 0, 0, 15));
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 100, 300, 10_000, 1_000_000})
  void everythingIsListedOnceWhateverThePartsAre(int max) throws XdrException {
    byte[] directory = directoryOf(200);
    List<String> names = listAll(directory, max);
    assertThat(names).hasSize(200).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 100, 333})
  void aPartIsNoLongerThanAskedFor(int max) throws XdrException {
    byte[] directory = directoryOf(30);
    Answer answer =
        root.done(Request.putHandle(directory), Request.readDirectory(0, 0, 0, max, 1, 20));
    assertThat(answer.last().remaining()).isLessThanOrEqualTo(max);
    assertThat(answer.listing().entries()).isNotEmpty();
  }

  @Test
  void whereNotOneEntryFitsTheClientIsTold() throws XdrException {
    byte[] directory = directoryOf(1);
    int exactly =
        root.done(Request.putHandle(directory), Request.readDirectory(0, 0, 0, 1000, 1, 20))
            .last()
            .remaining();
    root.done(Request.putHandle(directory), Request.readDirectory(0, 0, 0, exactly, 1, 20));
    root.refused(
        Status.TOOSMALL,
        Request.putHandle(directory),
        Request.readDirectory(0, 0, 0, exactly - 1, 1, 20));
  }

  @Test
  void theRoomOfTheReplyBoundsAPartToo() throws XdrException {
    byte[] directory = directoryOf(50);
    world.room = 200;
    Answer answer =
        root.done(Request.putHandle(directory), Request.readDirectory(0, 0, 0, 10_000, 1, 20));
    assertThat(answer.last().remaining()).isLessThanOrEqualTo(200);
    assertThat(listAll(directory, 10_000)).hasSize(50).doesNotHaveDuplicates();
  }

  @Test
  void theCountOfNamesBoundsAPartToo() throws XdrException {
    byte[] directory = directoryOf(50);
    Answer.Listing part =
        root.done(Request.putHandle(directory), Request.readDirectory(0, 0, 100, 10_000, 1, 20))
            .listing();
    assertThat(part.entries()).hasSizeBetween(1, 5);
    assertThat(part.end()).isFalse();
  }

  @Test
  void aListingGoesOnBehindAnEntryThatIsGone() throws XdrException {
    byte[] directory = directoryOf(40);
    List<String> seen = new ArrayList<>();
    Answer.Listing part = list(directory, 0, 0, 200);
    while (true) {
      seen.addAll(part.names());
      for (String name : part.names()) {
        root.done(Request.putHandle(directory), Request.remove(name));
      }
      if (part.end()) {
        break;
      }
      part = list(directory, part.entries().getLast().cookie(), part.verifier(), 200);
    }
    assertThat(seen).hasSize(40).doesNotHaveDuplicates();
    root.done(Request.putRoot(), Request.remove("d"));
  }

  @Test
  void whatStaysIsListedOnceWhileOthersComeAndGo() throws XdrException {
    byte[] directory = directoryOf(40);
    List<String> seen = new ArrayList<>();
    Answer.Listing part = list(directory, 0, 0, 200);
    int turn = 0;
    while (true) {
      seen.addAll(part.names());
      root.done(Request.putHandle(directory), Request.makeDirectory("new" + turn));
      root.ask(Request.putHandle(directory), Request.remove("new" + (turn - 1)));
      turn++;
      if (part.end() || turn > 100) {
        break;
      }
      part = list(directory, part.entries().getLast().cookie(), part.verifier(), 200);
    }
    for (int i = 0; i < 40; i++) {
      assertThat(seen).containsOnlyOnce("entry" + i);
    }
  }

  @Test
  void aCookieIsOneThatWasGivenOut() throws XdrException {
    byte[] directory = directoryOf(3);
    Answer.Listing all = list(directory, 0, 0, 1000);
    long last = all.entries().getLast().cookie();
    for (long cookie : new long[] {1, 2, 3, last + 1, -1}) {
      root.refused(
          Status.BAD_COOKIE,
          Request.putHandle(directory),
          Request.readDirectory(cookie, all.verifier(), 0, 1000));
    }
    root.refused(
        Status.NOT_SAME,
        Request.putHandle(directory),
        Request.readDirectory(last, all.verifier() + 1, 0, 1000));
    assertThat(list(directory, last, all.verifier(), 1000).end()).isTrue();
    assertThat(all.entries()).allMatch(entry -> entry.cookie() > 2);
  }

  @Test
  void onlyADirectoryIsListed() {
    root.done(Request.putRoot(), OpenRequest.named("f").guarded(Values.none()).please());
    root.refused(
        Status.NOTDIR,
        Request.putRoot(),
        Request.lookup("f"),
        Request.readDirectory(0, 0, 0, 1000));
  }

  @Test
  void theRootListsTheSessions() throws XdrException {
    root.done(Request.putRoot(), Request.makeDirectory("d"));
    assertThat(listAll(root.handle(), 1000)).containsExactlyInAnyOrder("sessions", "d");
    assertThat(listAll(root.handle(), 70)).containsExactlyInAnyOrder("sessions", "d");
  }
}
