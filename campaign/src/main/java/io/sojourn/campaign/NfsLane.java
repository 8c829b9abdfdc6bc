package io.sojourn.campaign;

import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One slot of a session and the folder that only its requests change, one at a time: so it is known
 * what each request has to be answered. A request without an answer is sent again on its slot and
 * sequence after the server came back, and its effect has to be there once (RFC 8881, 2.10.6).
 */
final class NfsLane {

  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  private record Request(NfsStep step, boolean kept, byte[] encoded) {}

  private final String name;
  private final Random random;
  private final NfsTally tally;
  private final NfsSlot slot;
  private final NfsSlot reader;
  private final NfsFolder folder = new NfsFolder();
  private @Nullable Request unanswered;
  private byte @Nullable [] lastRequest;
  private byte @Nullable [] lastReply;

  /**
   * Makes one.
   *
   * @param number from 0: it takes two slots of the session, of which the first was used already
   * @param highest of the session's slots that are in use
   */
  NfsLane(String name, long seed, SessionKey session, int number, int highest, NfsTally tally) {
    this.name = name;
    this.random = new Random(seed);
    this.tally = tally;
    this.slot = new NfsSlot(session, 2 * number + 1, highest);
    this.reader = new NfsSlot(session, 2 * number + 2, highest);
  }

  /** Makes its folder, while nothing is the matter yet. */
  void begin(NfsConnection connection) throws NfsLost, NfsException, InterruptedException {
    Compound make = slot.next(true).putRootFileHandle();
    new NfsStep.MakeDirectory(name).addTo(make);
    var unused = slot.ask(connection, make).orThrow();
  }

  /** Looks how things are, and goes on until the connection is lost. */
  void live(NfsConnection connection, NfsConnection other) throws InterruptedException {
    try {
      settleOn(connection, other);
      while (tally.wrong().isEmpty()) {
        step(connection, other);
      }
    } catch (NfsLost lost) {
      // To be gone on with over another connection.
    } catch (RuntimeException e) {
      tally.wrong(name + " could not go on: " + e);
    }
  }

  /** Has every request answered, and compares the folder. */
  void settle(NfsConnection connection, NfsConnection other) throws InterruptedException {
    try {
      settleOn(connection, other);
    } catch (NfsLost lost) {
      tally.wrong(name + " lost its connection while nothing was the matter");
    } catch (IllegalStateException unreadable) {
      tally.wrong(name + ": " + unreadable.getMessage());
    }
  }

  private void settleOn(NfsConnection connection, NfsConnection other)
      throws NfsLost, InterruptedException {
    reader.settle(other);
    SortedMap<String, String> found = contents(other);
    Request again = unanswered;
    if (again == null) {
      compare(found, folder.entries(), "what it was told");
      askAgain(other);
      return;
    }
    SortedMap<String, String> after = folder.after(again.step());
    boolean hasEffect = !after.equals(folder.entries());
    boolean isThere = found.equals(after);
    if (!isThere) {
      compare(found, folder.entries(), "what it was before or after " + again.step());
    }
    (!hasEffect ? tally.withoutEffect : isThere ? tally.effectThere : tally.effectMissing)
        .increment();
    CompoundReply first = NfsSlot.ask(connection, again.encoded());
    boolean told = first.status() == Status.RETRY_UNCACHED_REP && !again.kept() && isThere;
    if (told) {
      tally.notKept.increment();
      folder.apply(again.step());
      folder.forgetChanges();
    } else {
      judge(again, first);
    }
    // It is answered now, whatever becomes of the connection.
    unanswered = null;
    remember(again, first);
    if (!told) {
      sameAgain(again, first, other);
    }
    compare(contents(other), after, "what it is after a retry of " + again.step());
  }

  private void step(NfsConnection connection, NfsConnection other)
      throws NfsLost, InterruptedException {
    NfsStep step = NfsStep.draw(random, folder);
    boolean kept = random.nextInt(step instanceof NfsStep.Look ? 2 : 10) > 0;
    Compound compound = slot.next(kept).putRootFileHandle().lookup(name);
    step.addTo(compound);
    Request request = new Request(step, kept, compound.encode());
    unanswered = request;
    CompoundReply reply = NfsSlot.ask(connection, request.encoded());
    unanswered = null;
    judge(request, reply);
    remember(request, reply);
    tally.answered.increment();
    if (random.nextInt(20) == 0) {
      askAgain(other);
    }
  }

  private void judge(Request request, CompoundReply reply) {
    for (String wrong : NfsAnswer.take(folder, request.step(), reply)) {
      tally.wrong(name + ": " + wrong + ", of " + request.step());
    }
  }

  private void remember(Request request, CompoundReply reply) {
    lastRequest = request.kept() ? request.encoded() : null;
    lastReply = request.kept() ? reply.encoded() : null;
  }

  /** The last answer that was to be kept has to be kept. */
  private void askAgain(NfsConnection connection) throws NfsLost, InterruptedException {
    byte[] request = lastRequest;
    if (request == null) {
      return;
    }
    CompoundReply reply = NfsSlot.ask(connection, request);
    if (Arrays.equals(reply.encoded(), lastReply)) {
      tally.askedAgain.increment();
    } else {
      tally.wrong(name + ": another answer, " + reply + ", to what was answered before");
    }
  }

  /** A second retry is answered as the first one was. */
  private void sameAgain(Request request, CompoundReply first, NfsConnection connection)
      throws NfsLost, InterruptedException {
    CompoundReply second = NfsSlot.ask(connection, request.encoded());
    boolean same = Arrays.equals(first.encoded(), second.encoded());
    boolean told = !request.kept() && second.status() == Status.RETRY_UNCACHED_REP;
    if (!same && !told) {
      tally.wrong(name + ": two retries got " + first + " and " + second);
    }
  }

  private SortedMap<String, String> contents(NfsConnection connection)
      throws NfsLost, InterruptedException {
    try {
      return NfsContents.read(connection, reader, name);
    } catch (XdrException | NfsException e) {
      throw new IllegalStateException("the folder cannot be read: " + e, e);
    }
  }

  private void compare(
      SortedMap<String, String> found, SortedMap<String, String> expected, String what) {
    tally.compared.increment();
    if (!found.equals(expected)) {
      tally.wrong(name + " holds " + brief(found) + " and not " + what + ", " + brief(expected));
    }
  }

  private static String brief(SortedMap<String, String> entries) {
    StringBuilder text = new StringBuilder();
    entries.forEach(
        (name, what) -> {
          String shown = what.length() > 24 ? "file of " + (what.length() - 5) : what;
          text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(shown);
        });
    return "[" + text + "]";
  }
}
