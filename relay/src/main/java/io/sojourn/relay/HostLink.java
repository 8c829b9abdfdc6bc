package io.sojourn.relay;

import io.netty.buffer.ByteBuf;

/** The connection of a hub's host. */
final class HostLink implements Peer {

  private final Relay relay;
  private final Hub hub;
  private final Connection connection;
  private final int protocol;
  private final long epoch;
  private long touchedAt;
  private long fullSince = -1;
  private boolean roomNoticeSent;

  HostLink(Relay relay, Hub hub, Connection connection, int protocol, long epoch) {
    this.relay = relay;
    this.hub = hub;
    this.connection = connection;
    this.protocol = protocol;
    this.epoch = epoch;
    this.touchedAt = relay.nowMillis();
  }

  Connection connection() {
    return connection;
  }

  /** Whether this host knows our additions. */
  boolean isCurrent() {
    return protocol >= 1;
  }

  long epoch() {
    return epoch;
  }

  /** Whether so much waits for this host that viewers are not to be read. */
  boolean isFull() {
    return fullSince >= 0;
  }

  @Override
  public void onText(ByteBuf text) {
    switch (relay.reader().read(text)) {
      case ControlMessage.SessionList list -> {
        if (!hub.listed(list)) {
          noticeRoom();
        }
        hub.audience().text(text);
      }
      case ControlMessage.SessionConnected opened -> {
        Terminal terminal = hub.terminals().open(opened.sessionId());
        if (terminal == null) {
          noticeRoom();
        } else {
          terminal.listedAs(opened.name());
        }
        hub.audience().text(text);
      }
      case ControlMessage.SessionDisconnected closed -> {
        hub.terminals().close(closed.sessionId());
        hub.audience().text(text);
      }
      case ControlMessage.SessionResize resize -> {
        Terminal terminal = hub.terminals().open(resize.sessionId());
        if (terminal == null) {
          noticeRoom();
        } else {
          terminal.scrollback().resize(resize.cols(), resize.rows());
        }
        hub.audience().text(text);
      }
      case ControlMessage.Unregister leaves -> hub.hostEnds(this);
      case ControlMessage.Malformed malformed ->
          connection.answer(ControlWriter.error("Invalid JSON"));
      case ControlMessage.TooLong field ->
          connection.answer(ControlWriter.error("Field " + field.field() + " is too long"));
      default -> {
        if (isCurrent()) {
          connection.answer(ControlWriter.error("Unknown message type"));
        }
      }
    }
  }

  @Override
  public void onBinary(ByteBuf frame) {
    TerminalFrame.Fault fault = TerminalFrame.check(frame);
    if (fault != null) {
      connection.protocolError(fault.message());
      return;
    }
    Terminal terminal = hub.terminals().known(frame);
    if (terminal == null) {
      fault = TerminalFrame.checkId(frame);
      if (fault != null) {
        connection.protocolError(fault.message());
        return;
      }
      terminal = hub.terminals().open(TerminalFrame.id(frame));
      if (terminal == null) {
        noticeRoom();
      }
    }
    if (terminal != null) {
      terminal.keep(frame);
    }
    hub.audience().binary(frame);
  }

  private void noticeRoom() {
    if (!roomNoticeSent) {
      roomNoticeSent = true;
      int most = relay.limits().hubs().terminals();
      connection.sendText(
          ControlWriter.error(
              "More than " + most + " terminals: output of the others is not kept"));
    }
  }

  @Override
  public void onReadComplete() {
    hub.audience().flush();
  }

  @Override
  public void onWritable(boolean writable) {
    fullSince = writable ? -1 : relay.nowMillis();
    hub.audience().hostFull(!writable);
  }

  @Override
  public void onClosed(int status) {
    hub.hostLeft(this, status);
  }

  @Override
  public void sweep(long now) {
    RelayLimits.Times times = relay.limits().times();
    if (fullSince >= 0 && now - fullSince >= times.hostStall()) {
      connection.close(CloseCode.SLOW);
      return;
    }
    if (now - touchedAt >= times.grace() / 3) {
      touchedAt = now;
      relay.touch(hub.id());
    }
  }
}
