package io.sojourn.nfs.machine;

import io.sojourn.machine.State;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import org.jspecify.annotations.Nullable;

/** What the server knows of itself: the entry {@code g/server}, absent before its first start. */
final class Globals {

  private static final String NAME = "g/server";
  private static final int VERSION = 1;

  /**
   * The entry.
   *
   * @param identity drawn at random at the first start, for good: clients know the server by it
   * @param incarnation drawn again whenever the state of clients was given up: client ids of one
   *     incarnation mean nothing in another
   * @param persistent whether persistent sessions are granted
   * @param lastClient the number of the last client id that was given out
   * @param clients how many clients there are
   */
  record Server(
      SessionKey identity, long incarnation, boolean persistent, int lastClient, int clients) {

    static Server read(XdrReader from) throws XdrException {
      from.readInt();
      return new Server(
          SessionKey.read(from),
          from.readLong(),
          from.readBoolean(),
          from.readInt(),
          from.readInt());
    }

    void write(XdrWriter to) {
      to.writeInt(VERSION);
      identity.write(to);
      to.writeLong(incarnation);
      to.writeBoolean(persistent);
      to.writeInt(lastClient);
      to.writeInt(clients);
    }
  }

  private final State<byte[]> state;

  Globals(State<byte[]> state) {
    this.state = state;
  }

  /** The entry; null before the first start. */
  @Nullable Server server() {
    byte[] bytes = state.get(NAME);
    return bytes == null ? null : Stored.read(bytes, Server::read);
  }

  /** The entry of a server that has started. */
  Server started() {
    Server server = server();
    if (server == null) {
      throw new IllegalStateException("the server has not started yet");
    }
    return server;
  }

  void put(Server server) {
    state.put(NAME, Stored.write(server::write));
  }

  /** A client id that was never given out: half of it tells one incarnation from another. */
  long nextClientId() {
    Server server = started();
    int number = server.lastClient + 1;
    put(new Server(server.identity, server.incarnation, server.persistent, number, server.clients));
    return server.incarnation << 32 | Integer.toUnsignedLong(number);
  }

  int clients() {
    return started().clients;
  }

  void countClients(int more) {
    Server server = started();
    put(
        new Server(
            server.identity,
            server.incarnation,
            server.persistent,
            server.lastClient,
            server.clients + more));
  }
}
