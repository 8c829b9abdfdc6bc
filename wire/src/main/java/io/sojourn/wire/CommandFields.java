package io.sojourn.wire;

import io.sojourn.machine.Command;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.NewSession;
import io.sojourn.session.PairingCode;
import io.sojourn.session.SessionId;
import io.sojourn.session.StateChange;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of each command, in the order of the schema; those of the commands of a connection are
 * in {@link ChannelFields}, those that the server itself gives in {@link SystemFields}.
 */
final class CommandFields {

  private CommandFields() {}

  static void write(Command command, FieldWriter to) {
    switch (command) {
      case Command.CreateSession c -> to.message(1, c, CommandFields::createSession);
      case Command.ChangeState c -> to.message(2, c, CommandFields::changeState);
      case Command.Touch c -> to.message(3, c.id(), CommandFields::idOnly);
      case Command.EditAttributes c -> to.message(4, c, CommandFields::editAttributes);
      case Command.OpenCode c -> to.message(5, c, CommandFields::openCode);
      case Command.CloseCode c -> to.message(6, c.host(), CommandFields::idOnly);
      case Command.RedeemCode c -> to.message(7, c, CommandFields::redeemCode);
      case Command.Attach c -> to.message(8, c, ChannelFields::attach);
      case Command.Request c -> to.message(9, c, ChannelFields::request);
      case Command.Acknowledge c -> to.message(10, c, ChannelFields::acknowledge);
      case Command.ResendDue c -> to.message(11, c, (it, out) -> out.int64(1, it.sentBefore()));
      case Command.GrantLeases c -> to.message(12, c, SystemFields::grantLeases);
      case Command.KeepAlive c -> to.message(13, c, ChannelFields::keepAlive);
      case Command.Reject c -> to.message(14, c, ChannelFields::reject);
      case Command.ClearDeadLetters c -> to.message(15, c.id(), CommandFields::idOnly);
      case Command.Internal c -> to.message(16, c, SystemFields::internal);
      case Command.PutSetting c -> to.message(17, c, SystemFields::putSetting);
      case Command.Upgrade c -> to.message(18, c, (it, out) -> out.int64(1, it.behaviour()));
      case Command.Service c -> to.message(19, c, SystemFields::service);
      case Command.EndSession c -> to.message(20, c, ChannelFields::end);
    }
  }

  static Command read(FieldReader in) throws WireException {
    Command command =
        switch (in.next()) {
          case 1 -> createSession(in.message("CreateSession"));
          case 2 -> changeState(in.message("ChangeState"));
          case 3 -> new Command.Touch(idOnly(in.message("Touch")));
          case 4 -> editAttributes(in.message("EditAttributes"));
          case 5 -> openCode(in.message("OpenCode"));
          case 6 -> new Command.CloseCode(idOnly(in.message("CloseCode")));
          case 7 -> redeemCode(in.message("RedeemCode"));
          case 8 -> ChannelFields.attach(in.message("Attach"));
          case 9 -> ChannelFields.request(in.message("Request"));
          case 10 -> ChannelFields.acknowledge(in.message("Acknowledge"));
          case 11 -> SystemFields.resendDue(in.message("ResendDue"));
          case 12 -> SystemFields.grantLeases(in.message("GrantLeases"));
          case 13 -> ChannelFields.keepAlive(in.message("KeepAlive"));
          case 14 -> ChannelFields.reject(in.message("Reject"));
          case 15 -> new Command.ClearDeadLetters(idOnly(in.message("ClearDeadLetters")));
          case 16 -> SystemFields.internal(in.message("Internal"));
          case 17 -> SystemFields.putSetting(in.message("PutSetting"));
          case 18 -> SystemFields.upgrade(in.message("Upgrade"));
          case 19 -> SystemFields.service(in.message("Service"));
          case 20 -> ChannelFields.end(in.message("EndSession"));
          case 0 -> throw in.broken("is empty");
          default -> throw in.unknown();
        };
    if (in.next() != 0) {
      throw in.broken("is two commands");
    }
    return command;
  }

  private static void idOnly(SessionId id, FieldWriter to) {
    to.bytes(1, Values.bytes(id));
  }

  private static SessionId idOnly(FieldReader in) throws WireException {
    SessionId id = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      if (field != 1) {
        throw in.unknown();
      }
      id = Values.sessionId(in);
    }
    return Values.need(in, id, "session id");
  }

  private static void createSession(Command.CreateSession c, FieldWriter to) {
    to.bytes(1, Values.bytes(c.id()));
    to.message(2, c.session(), Values::write);
  }

  private static Command createSession(FieldReader in) throws WireException {
    SessionId id = null;
    NewSession session = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.sessionId(in);
        case 2 -> session = Values.newSession(in.message("NewSession"));
        default -> throw in.unknown();
      }
    }
    return new Command.CreateSession(
        Values.need(in, id, "session id"), Values.need(in, session, "session"));
  }

  private static void changeState(Command.ChangeState c, FieldWriter to) {
    to.bytes(1, Values.bytes(c.id()));
    to.int64(2, number(c.change()));
    to.int64(3, c.expectedVersion());
  }

  private static Command changeState(FieldReader in) throws WireException {
    SessionId id = null;
    StateChange change = null;
    long expectedVersion = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.sessionId(in);
        case 2 -> change = stateChange(in);
        case 3 -> expectedVersion = in.int64();
        default -> throw in.unknown();
      }
    }
    return new Command.ChangeState(
        Values.need(in, id, "session id"), Values.need(in, change, "change"), expectedVersion);
  }

  private static int number(StateChange change) {
    return switch (change) {
      case ACTIVATE -> 1;
      case SUSPEND -> 2;
      case RESUME -> 3;
      case EXPIRE -> 4;
      case INVALIDATE -> 5;
    };
  }

  private static StateChange stateChange(FieldReader in) throws WireException {
    return switch (in.int32()) {
      case 1 -> StateChange.ACTIVATE;
      case 2 -> StateChange.SUSPEND;
      case 3 -> StateChange.RESUME;
      case 4 -> StateChange.EXPIRE;
      case 5 -> StateChange.INVALIDATE;
      default -> throw in.broken("has an unknown change");
    };
  }

  private static void editAttributes(Command.EditAttributes c, FieldWriter to) {
    to.bytes(1, Values.bytes(c.id()));
    to.int64(2, c.expectedVersion());
    for (AttributeEdit edit : c.edits()) {
      to.message(3, edit, CommandFields::edit);
    }
    to.bool(4, c.replaceAll());
  }

  private static Command editAttributes(FieldReader in) throws WireException {
    SessionId id = null;
    long expectedVersion = 0;
    List<AttributeEdit> edits = new ArrayList<>();
    boolean replaceAll = false;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> id = Values.sessionId(in);
        case 2 -> expectedVersion = in.int64();
        case 3 -> edits.add(edit(in.repeated("AttributeEdit")));
        case 4 -> replaceAll = in.bool();
        default -> throw in.unknown();
      }
    }
    return new Command.EditAttributes(
        Values.need(in, id, "session id"), expectedVersion, edits, replaceAll);
  }

  private static void edit(AttributeEdit edit, FieldWriter to) {
    to.string(1, edit.name());
    to.optionalString(2, edit.value());
    to.sint64(3, edit.expectedVersion());
  }

  private static AttributeEdit edit(FieldReader in) throws WireException {
    String name = "";
    String value = null;
    long expectedVersion = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> name = in.string();
        case 2 -> value = in.string();
        case 3 -> expectedVersion = in.sint64();
        default -> throw in.unknown();
      }
    }
    return new AttributeEdit(name, value, expectedVersion);
  }

  private static void openCode(Command.OpenCode c, FieldWriter to) {
    to.bytes(1, Values.bytes(c.host()));
    to.string(2, c.code().text());
    to.int64(3, c.lifeMillis());
    to.int64(4, c.uses());
  }

  private static Command openCode(FieldReader in) throws WireException {
    SessionId host = null;
    PairingCode code = null;
    long lifeMillis = 0;
    int uses = 0;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> host = Values.sessionId(in);
        case 2 -> code = Values.code(in);
        case 3 -> lifeMillis = in.int64();
        case 4 -> uses = in.int32();
        default -> throw in.unknown();
      }
    }
    return new Command.OpenCode(
        Values.need(in, host, "host"), Values.need(in, code, "code"), lifeMillis, uses);
  }

  private static void redeemCode(Command.RedeemCode c, FieldWriter to) {
    to.string(1, c.code().text());
    to.bytes(2, Values.bytes(c.viewerId()));
    to.message(3, c.viewer(), Values::write);
  }

  private static Command redeemCode(FieldReader in) throws WireException {
    PairingCode code = null;
    SessionId viewerId = null;
    NewSession viewer = null;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> code = Values.code(in);
        case 2 -> viewerId = Values.sessionId(in);
        case 3 -> viewer = Values.newSession(in.message("NewSession"));
        default -> throw in.unknown();
      }
    }
    return new Command.RedeemCode(
        Values.need(in, code, "code"),
        Values.need(in, viewerId, "viewer id"),
        Values.need(in, viewer, "viewer"));
  }
}
