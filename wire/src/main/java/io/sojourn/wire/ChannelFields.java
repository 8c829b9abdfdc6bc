package io.sojourn.wire;

import io.sojourn.machine.Command;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;

/** The fields of the commands that a session's connection gives, over both of its channels. */
final class ChannelFields {

  private static final byte[] NOTHING = {};

  private ChannelFields() {}

  static void attach(Command.Attach c, FieldWriter to) {
    to.bytes(1, Values.bytes(c.id()));
    to.bytes(2, c.tokenHash().toBytes());
  }

  static Command attach(FieldReader in) throws WireException {
    SessionId id = null;
    TokenHash tokenHash = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.sessionId(in);
        case 2 -> tokenHash = Values.tokenHash(in);
        default -> throw in.unknown();
      }
    }
    return new Command.Attach(
        Values.need(in, id, "session id"), Values.need(in, tokenHash, "token hash"));
  }

  static void request(Command.Request c, FieldWriter to) {
    to.bytes(1, Values.bytes(c.id()));
    to.int64(2, c.epoch());
    to.int64(3, c.sequence());
    to.int64(4, c.lowestAwaited());
    to.fixed64(5, c.fingerprint());
    to.bytes(6, c.body());
    to.bool(7, c.unordered());
  }

  static Command request(FieldReader in) throws WireException {
    SessionId id = null;
    long epoch = 0;
    long sequence = 0;
    long lowestAwaited = 0;
    long fingerprint = 0;
    byte[] body = NOTHING;
    boolean unordered = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.sessionId(in);
        case 2 -> epoch = in.int64();
        case 3 -> sequence = in.int64();
        case 4 -> lowestAwaited = in.int64();
        case 5 -> fingerprint = in.fixed64();
        case 6 -> body = in.bytes();
        case 7 -> unordered = in.bool();
        default -> throw in.unknown();
      }
    }
    return new Command.Request(
        Values.need(in, id, "session id"),
        epoch,
        sequence,
        lowestAwaited,
        fingerprint,
        body,
        unordered);
  }

  static void acknowledge(Command.Acknowledge c, FieldWriter to) {
    to.bytes(1, Values.bytes(c.id()));
    to.int64(2, c.epoch());
    to.int64(3, c.number());
  }

  static Command acknowledge(FieldReader in) throws WireException {
    SessionId id = null;
    long epoch = 0;
    long number = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.sessionId(in);
        case 2 -> epoch = in.int64();
        case 3 -> number = in.int64();
        default -> throw in.unknown();
      }
    }
    return new Command.Acknowledge(Values.need(in, id, "session id"), epoch, number);
  }

  static void keepAlive(Command.KeepAlive c, FieldWriter to) {
    to.bytes(1, Values.bytes(c.id()));
    to.int64(2, c.epoch());
    to.int64(3, c.lowestAwaited());
  }

  static Command keepAlive(FieldReader in) throws WireException {
    SessionId id = null;
    long epoch = 0;
    long lowestAwaited = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.sessionId(in);
        case 2 -> epoch = in.int64();
        case 3 -> lowestAwaited = in.int64();
        default -> throw in.unknown();
      }
    }
    return new Command.KeepAlive(Values.need(in, id, "session id"), epoch, lowestAwaited);
  }

  static void reject(Command.Reject c, FieldWriter to) {
    to.bytes(1, Values.bytes(c.id()));
    to.int64(2, c.epoch());
    to.int64(3, c.number());
    to.string(4, c.reason());
  }

  static Command reject(FieldReader in) throws WireException {
    SessionId id = null;
    long epoch = 0;
    long number = 0;
    String reason = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.sessionId(in);
        case 2 -> epoch = in.int64();
        case 3 -> number = in.int64();
        case 4 -> reason = in.string();
        default -> throw in.unknown();
      }
    }
    return new Command.Reject(Values.need(in, id, "session id"), epoch, number, reason);
  }

  static void end(Command.EndSession c, FieldWriter to) {
    to.bytes(1, Values.bytes(c.id()));
    to.int64(2, c.epoch());
  }

  static Command end(FieldReader in) throws WireException {
    SessionId id = null;
    long epoch = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.sessionId(in);
        case 2 -> epoch = in.int64();
        default -> throw in.unknown();
      }
    }
    return new Command.EndSession(Values.need(in, id, "session id"), epoch);
  }
}
