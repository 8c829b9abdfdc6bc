package io.sojourn.nfs;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before a server and notes what passes. Thread-safe. */
final class Tap implements AutoCloseable {

  private final ServerSocket listening;
  private final InetSocketAddress server;
  private final List<Pcap.Said> said = new ArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  Tap(InetSocketAddress server) throws IOException {
    this.server = server;
    this.listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listening.getLocalSocketAddress();
  }

  /** What was said so far, each piece before any answer to it. */
  synchronized List<Pcap.Said> said() {
    return List.copyOf(said);
  }

  private synchronized void note(Pcap.Said piece) {
    said.add(piece);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket behind = new Socket(server.getAddress(), server.getPort());
        behind.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(behind);
        Thread.ofVirtual().start(() -> pass(client, behind, client.getPort(), true));
        Thread.ofVirtual().start(() -> pass(behind, client, client.getPort(), false));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void pass(Socket from, Socket to, int client, boolean byClient) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        byte[] bytes = new byte[read];
        System.arraycopy(buffer, 0, bytes, 0, read);
        note(new Pcap.Said(client, byClient, bytes));
        to.getOutputStream().write(bytes);
      }
    } catch (IOException gone) {
      // One side is gone, and so is the other.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
