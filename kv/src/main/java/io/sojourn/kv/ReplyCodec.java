package io.sojourn.kv;

import io.sojourn.kv.KvReply.Counted;
import io.sojourn.kv.KvReply.Found;
import io.sojourn.kv.KvReply.Free;
import io.sojourn.kv.KvReply.Held;
import io.sojourn.kv.KvReply.Listing;
import io.sojourn.kv.KvReply.Locked;
import io.sojourn.kv.KvReply.Mismatch;
import io.sojourn.kv.KvReply.NotFound;
import io.sojourn.kv.KvReply.Queued;
import io.sojourn.kv.KvReply.Reason;
import io.sojourn.kv.KvReply.Refused;
import io.sojourn.kv.KvReply.Removed;
import io.sojourn.kv.KvReply.Unlocked;
import io.sojourn.kv.KvReply.Unwatched;
import io.sojourn.kv.KvReply.Watching;
import io.sojourn.kv.KvReply.Written;
import io.sojourn.session.SessionId;
import io.sojourn.wire.FieldReader;
import io.sojourn.wire.FieldWriter;
import io.sojourn.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The message {@code Reply}: clients skip what they do not know. */
final class ReplyCodec extends OneOf<KvReply> {

  ReplyCodec() {
    super("Reply", SKIPPED);
  }

  @Override
  void write(KvReply reply, FieldWriter to) {
    switch (reply) {
      case Written r -> numbers(to, 1, r.version(), r.previous());
      case Found r -> to.message(2, r, (found, out) -> out.message(1, found.entry(), Parts::write));
      case NotFound r -> numbers(to, 3, 0, 0);
      case Removed r -> numbers(to, 4, r.version(), 0);
      case Mismatch r -> to.message(5, r, ReplyCodec::mismatch);
      case Counted r -> numbers(to, 6, r.value(), r.version());
      case Listing r -> to.message(7, r, ReplyCodec::listing);
      case Watching r -> to.message(8, r, ReplyCodec::watching);
      case Unwatched r -> numbers(to, 9, r.existed() ? 1 : 0, 0);
      case Locked r -> numbers(to, 10, r.token(), 0);
      case Queued r -> numbers(to, 11, r.ahead(), 0);
      case Held r -> to.message(12, r, ReplyCodec::held);
      case Free r -> numbers(to, 13, 0, 0);
      case Unlocked r -> numbers(to, 14, r.held() ? 1 : 0, 0);
      case Refused r -> to.message(15, r, ReplyCodec::refused);
    }
  }

  @Override
  @Nullable KvReply read(int field, FieldReader in) throws WireException {
    return switch (field) {
      case 1 -> {
        Parts.Numbers written = Parts.Numbers.of(in.message("Written"), SKIPPED);
        yield new Written(written.first(), written.second());
      }
      case 2 -> {
        FieldReader found = in.message("Found");
        KvEntry entry = entryOnly(found);
        if (entry == null) {
          throw found.broken("has no entry");
        }
        yield new Found(entry);
      }
      case 3 -> {
        Parts.empty(in.message("NotFound"), SKIPPED);
        yield new NotFound();
      }
      case 4 -> new Removed(Parts.numberOnly(in.message("Removed"), SKIPPED));
      case 5 -> new Mismatch(entryOnly(in.message("Mismatch")));
      case 6 -> {
        Parts.Numbers number = Parts.Numbers.of(in.message("Counted"), SKIPPED);
        yield new Counted(number.first(), number.second());
      }
      case 7 -> listing(in.message("Listing"));
      case 8 -> watching(in.message("Watching"));
      case 9 -> new Unwatched(Parts.boolOnly(in.message("Unwatched"), SKIPPED));
      case 10 -> new Locked(Parts.numberOnly(in.message("Locked"), SKIPPED));
      case 11 -> new Queued(Parts.numberOnly(in.message("Queued"), SKIPPED));
      case 12 -> held(in.message("Held"));
      case 13 -> {
        Parts.empty(in.message("Free"), SKIPPED);
        yield new Free();
      }
      case 14 -> new Unlocked(Parts.boolOnly(in.message("Unlocked"), SKIPPED));
      case 15 -> refused(in.message("Refused"));
      default -> null;
    };
  }

  /** A message of up to two numbers; true is a 1 here. */
  private static void numbers(FieldWriter to, int field, long first, long second) {
    to.message(
        field,
        first,
        (one, out) -> {
          out.int64(1, one);
          out.int64(2, second);
        });
  }

  private static void mismatch(Mismatch mismatch, FieldWriter to) {
    if (mismatch.current() != null) {
      to.message(1, mismatch.current(), Parts::write);
    }
  }

  private static @Nullable KvEntry entryOnly(FieldReader in) throws WireException {
    KvEntry entry = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field == 1) {
        entry = Parts.entry(in.message("Entry"), SKIPPED);
      } else {
        in.skip();
      }
    }
    return entry;
  }

  private static void listing(Listing listing, FieldWriter to) {
    listing.entries().forEach(entry -> to.message(1, entry, Parts::write));
    to.bool(2, listing.more());
  }

  private static Listing listing(FieldReader in) throws WireException {
    List<KvEntry> entries = new ArrayList<>();
    boolean more = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> entries.add(Parts.entry(in.repeated("Entry"), SKIPPED));
        case 2 -> more = in.bool();
        default -> in.skip();
      }
    }
    return new Listing(entries, more);
  }

  private static void watching(Watching watching, FieldWriter to) {
    to.int64(1, watching.version());
    watching.entries().forEach(entry -> to.message(2, entry, Parts::write));
    to.bool(3, watching.more());
  }

  private static Watching watching(FieldReader in) throws WireException {
    long version = 0;
    List<KvEntry> entries = new ArrayList<>();
    boolean more = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> version = in.int64();
        case 2 -> entries.add(Parts.entry(in.repeated("Entry"), SKIPPED));
        case 3 -> more = in.bool();
        default -> in.skip();
      }
    }
    return new Watching(version, entries, more);
  }

  private static void held(Held held, FieldWriter to) {
    to.bytes(1, Parts.bytes(held.holder()));
    to.int64(2, held.token());
    to.int64(3, held.waiting());
  }

  private static Held held(FieldReader in) throws WireException {
    SessionId holder = null;
    long token = 0;
    long waiting = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> holder = Parts.optionalId(in);
        case 2 -> token = in.int64();
        case 3 -> waiting = in.int64();
        default -> in.skip();
      }
    }
    return new Held(Parts.need(in, holder), token, waiting);
  }

  private static void refused(Refused refused, FieldWriter to) {
    to.int64(1, number(refused.reason()));
    to.string(2, refused.detail());
  }

  private static Refused refused(FieldReader in) throws WireException {
    Reason reason = null;
    String detail = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> reason = reason(in);
        case 2 -> detail = in.string();
        default -> in.skip();
      }
    }
    if (reason == null) {
      throw in.broken("has no reason");
    }
    return new Refused(reason, detail);
  }

  private static int number(Reason reason) {
    return switch (reason) {
      case INVALID_KEY -> 1;
      case VALUE_TOO_LARGE -> 2;
      case INVALID_PAGE -> 3;
      case NOT_A_NUMBER -> 4;
      case OVERFLOW -> 5;
      case TOO_MANY_EPHEMERALS -> 6;
      case TOO_MANY_WATCHES -> 7;
      case TOO_MANY_WATCHERS -> 8;
      case TOO_MANY_LOCKS -> 9;
      case TOO_MANY_WAITERS -> 10;
      case PUSHES_WAITING -> 11;
      case NOT_HELD -> 12;
    };
  }

  private static Reason reason(FieldReader in) throws WireException {
    long number = in.int64();
    for (Reason reason : Reason.values()) {
      if (number(reason) == number) {
        return reason;
      }
    }
    throw in.broken("has a reason that is not known: " + number);
  }
}
