package io.sojourn.nfs.client;

import io.sojourn.nfs.xdr.XdrWriter;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection that sends any bytes and reads records: to say what no well-behaved client says.
 * Blocking, for one thread.
 */
public final class RawConnection implements AutoCloseable {

  private static final int LAST_FRAGMENT = 0x8000_0000;
  private static final int RECORD_BYTES_MAX = 64 << 20;
  private static final int MILLIS_MAX = 60_000;

  private final Socket socket;
  private final DataInputStream in;

  /**
   * Connects.
   *
   * @throws IOException if that fails
   */
  public RawConnection(InetSocketAddress address) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(MILLIS_MAX);
    socket.connect(address, MILLIS_MAX);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /** Sends bytes as they are. */
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends a record as one fragment. */
  public void sendRecord(byte[] record) throws IOException {
    send(fragment(record, 0, record.length, true));
  }

  /** Sends a record in fragments of that many bytes each, the last one perhaps shorter. */
  public void sendFragments(byte[] record, int bytes) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int at = 0;
    do {
      int end = Math.min(record.length, at + bytes);
      all.writeBytes(fragment(record, at, end, end == record.length));
      at = end;
    } while (at < record.length);
    send(all.toByteArray());
  }

  /** A fragment with its mark (RFC 5531, section 11). */
  public static byte[] fragment(byte[] record, int begin, int end, boolean last) {
    byte[] fragment = new byte[4 + end - begin];
    int mark = (end - begin) | (last ? LAST_FRAGMENT : 0);
    for (int i = 0; i < 4; i++) {
      fragment[i] = (byte) (mark >>> (24 - 8 * i));
    }
    System.arraycopy(record, begin, fragment, 4, end - begin);
    return fragment;
  }

  /**
   * The record of a call: header, empty credential and verifier, arguments.
   *
   * @param arguments encoded
   */
  public static byte[] call(int xid, int program, int version, int procedure, byte[] arguments) {
    XdrWriter to = new XdrWriter();
    to.writeInt(xid);
    to.writeInt(0);
    to.writeInt(2);
    to.writeInt(program);
    to.writeInt(version);
    to.writeInt(procedure);
    to.writeLong(0);
    to.writeLong(0);
    to.writeEncoded(arguments, 0, arguments.length);
    return to.toBytes();
  }

  /**
   * Reads a record, waiting for it.
   *
   * @return the record, its fragments joined; null at the end of the stream or when the peer cut it
   * @throws IOException if nothing comes for a minute, or if the record is longer than 64 MiB
   */
  public byte @Nullable [] readRecord() throws IOException {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    try {
      int mark;
      do {
        mark = in.readInt();
        int length = mark & ~LAST_FRAGMENT;
        if (length > RECORD_BYTES_MAX - record.size()) {
          throw new IOException("a record of more than " + RECORD_BYTES_MAX + " bytes");
        }
        byte[] fragment = new byte[length];
        in.readFully(fragment);
        record.writeBytes(fragment);
      } while ((mark & LAST_FRAGMENT) == 0);
      return record.toByteArray();
    } catch (EOFException | SocketException e) {
      return null;
    }
  }

  /** The local end. */
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Closes it; what is on its way may be lost. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
