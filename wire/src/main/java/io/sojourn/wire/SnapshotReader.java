package io.sojourn.wire;

import io.sojourn.channel.DeadLetter;
import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.machine.SnapshotRecord;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a snapshot, record by record, after {@code sojourn/v1/snapshot.proto}. It holds no more
 * than one session with its channels at a time, and never allocates for bytes that do not come.
 */
public final class SnapshotReader {

  private static final int HEADER = 1;
  private static final int SESSION = 2;
  private static final int REPLY = 3;
  private static final int PUSH = 4;
  private static final int CODE = 5;
  private static final int USER = 6;
  private static final int END = 7;
  private static final int LETTER = 8;
  private static final int INTERNAL = 9;
  private static final int SETTING = 10;
  private static final int SERVICE = 11;
  private static final int NUMBERED = 12;

  private final InputStream in;
  private long records;

  private SnapshotReader(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /**
   * Reads a whole snapshot.
   *
   * @param in read to its end, not closed
   * @param to given each record, the header first
   * @throws WireException if this is no snapshot, an incomplete one, or one of a newer format; some
   *     records may have been given out by then
   * @throws IOException if the input fails
   */
  public static void read(InputStream in, Consumer<SnapshotRecord> to) throws IOException {
    new SnapshotReader(in).readAll(to);
  }

  private void readAll(Consumer<SnapshotRecord> to) throws IOException {
    FieldReader first = nextRecord();
    if (first.next() != HEADER) {
      throw first.broken("comes before the header");
    }
    to.accept(RowFields.header(body(first, "the header of the snapshot")));
    while (true) {
      FieldReader next = nextRecord();
      switch (next.next()) {
        case SESSION -> to.accept(withChannels(RowFields.session(body(next, "SessionRow"))));
        case CODE -> to.accept(PlainRowFields.code(body(next, "CodeRow")));
        case USER -> to.accept(PlainRowFields.user(body(next, "UserRow")));
        case INTERNAL -> to.accept(PlainRowFields.internal(body(next, "InternalRow")));
        case SETTING -> to.accept(PlainRowFields.setting(body(next, "SettingRow")));
        case SERVICE -> to.accept(PlainRowFields.service(body(next, "ServiceRow")));
        case NUMBERED -> to.accept(PlainRowFields.numbered(body(next, "NumberedRow")));
        case END -> {
          end(PlainRowFields.end(body(next, "End")));
          return;
        }
        case HEADER, REPLY, PUSH, LETTER, 0 -> throw next.broken("is out of place");
        default -> throw next.unknown();
      }
    }
  }

  private void end(long announced) throws IOException {
    if (announced != records - 1) {
      throw new WireException(
          "a snapshot of " + announced + " records of which " + (records - 1) + " were found");
    }
    if (in.read() >= 0) {
      throw new WireException("a snapshot that goes on after its end");
    }
  }

  private SnapshotRecord.SessionRow withChannels(RowFields.Announced announced) throws IOException {
    SnapshotRecord.SessionRow row = announced.row();
    RequestWindowImage window = row.window();
    PushQueueImage pushes = row.pushes();
    return new SnapshotRecord.SessionRow(
        row.session(),
        window == null ? null : withReplies(window, announced.replies()),
        pushes == null ? null : withPushes(pushes, announced.pushes()),
        withLetters(row.deadLetters(), announced.letters()));
  }

  private @Nullable RequestWindowImage withReplies(RequestWindowImage window, int count)
      throws IOException {
    List<RequestWindowImage.Reply> replies = new ArrayList<>();
    long last = window.lowestAwaited() - 1;
    for (int i = 0; i < count; i++) {
      FieldReader next = nextRecord();
      if (next.next() != REPLY) {
        throw next.broken("stands where a cached reply was announced");
      }
      RequestWindowImage.Reply reply = RowFields.reply(body(next, "CachedReply"));
      if (reply.sequence() <= last) {
        throw new WireException("cached reply " + reply.sequence() + " comes after " + last);
      }
      last = reply.sequence();
      replies.add(reply);
    }
    return new RequestWindowImage(window.lowestAwaited(), replies);
  }

  private @Nullable PushQueueImage withPushes(PushQueueImage queue, int count) throws IOException {
    List<PushQueueImage.Push> pushes = new ArrayList<>();
    long last = queue.acknowledged();
    if (last < 0 || last > queue.lastAssigned()) {
      throw new WireException("a push queue of which more was acknowledged than was pushed");
    }
    for (int i = 0; i < count; i++) {
      FieldReader next = nextRecord();
      if (next.next() != PUSH) {
        throw next.broken("stands where a waiting push was announced");
      }
      PushQueueImage.Push push = RowFields.push(body(next, "WaitingPush"));
      if (push.number() <= last || push.number() > queue.lastAssigned()) {
        throw new WireException(
            "waiting push " + push.number() + " after " + last + " of " + queue.lastAssigned());
      }
      last = push.number();
      pushes.add(push);
    }
    return new PushQueueImage(queue.lastAssigned(), queue.acknowledged(), pushes);
  }

  private DeadLetters withLetters(DeadLetters dead, int count) throws IOException {
    List<DeadLetter> letters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FieldReader next = nextRecord();
      if (next.next() != LETTER) {
        throw next.broken("stands where a dead letter was announced");
      }
      letters.add(LetterFields.letter(body(next, "DeadLetter")));
    }
    return new DeadLetters(dead.forgotten(), letters);
  }

  /** The message in the one field of a record, at which the reader stands. */
  private static FieldReader body(FieldReader wrapped, String name) throws WireException {
    FieldReader body = wrapped.message(name);
    if (wrapped.next() != 0) {
      throw wrapped.broken("is two records");
    }
    return body;
  }

  private FieldReader nextRecord() throws IOException {
    int length = 0;
    int next;
    int shift = 0;
    do {
      next = in.read();
      if (next < 0) {
        throw new WireException("a snapshot that ends after " + records + " records");
      }
      if (shift == 28 && next > 7) {
        throw new WireException("record " + records + " of a snapshot has 2 GiB or more");
      }
      length |= (next & 0x7f) << shift;
      shift += 7;
    } while (next >= 0x80);
    // Reads piece by piece, so that a false length costs no more memory than there is input.
    byte[] record = in.readNBytes(length);
    if (record.length < length) {
      throw new WireException("a snapshot that ends within record " + records);
    }
    FieldReader reader = new FieldReader("record " + records + " of a snapshot", record, 0, length);
    records++;
    return reader;
  }
}
