package io.sojourn.bench;

import java.io.IOException;

/** What a relay wants to hear inside its WebSocket before and while it forwards messages. */
interface Dialect {

  /** The path of the WebSocket. */
  String path();

  /** Makes the socket a host; the answer is what viewers join it by. */
  String joinAsHost(WebSocket socket) throws IOException;

  /** Makes the socket a viewer of a host. */
  void joinAsViewer(WebSocket socket, String code) throws IOException;

  /** Messages as this relay takes them. */
  Burst burst(int messages);

  /** Finds the messages in what a viewer receives. */
  FrameSink reader(Tally tally);
}
