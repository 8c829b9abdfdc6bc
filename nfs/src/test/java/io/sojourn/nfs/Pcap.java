package io.sojourn.nfs;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what was said over TCP connections as a capture file (libpcap's format 2.4, packets that
 * begin with their IPv4 header), with the headers that it would have had.
 */
final class Pcap {

  private static final int RAW_IP = 101;
  private static final int SNAPSHOT_BYTES = 1 << 18;
  private static final int SEGMENT_BYTES = 1_400;
  private static final int HEADERS = 40;
  private static final int LOOPBACK = 0x7f00_0001;
  private static final int ACK = 0x10;
  private static final int PUSH = 0x08;
  private static final int SYN = 0x02;

  /**
   * Bytes that one side sent at a time.
   *
   * @param client the port of the client, which tells connections apart
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Said(int client, boolean byClient, byte[] bytes) {}

  /** How many bytes each side of a connection has sent. */
  private static final class Sent {
    int client = 1;
    int server = 1;
  }

  private final int serverPort;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final Map<Integer, Sent> connections = new HashMap<>();
  private int packets;

  private Pcap(int serverPort) {
    this.serverPort = serverPort;
  }

  /** Writes a file. */
  static void write(Path file, int serverPort, List<Said> all) throws IOException {
    Pcap pcap = new Pcap(serverPort);
    pcap.begin();
    for (Said said : all) {
      pcap.add(said);
    }
    Files.write(file, pcap.bytes.toByteArray());
  }

  private void begin() throws IOException {
    out.writeInt(0xa1b2_c3d4);
    out.writeShort(2);
    out.writeShort(4);
    out.writeLong(0);
    out.writeInt(SNAPSHOT_BYTES);
    out.writeInt(RAW_IP);
  }

  private void add(Said said) throws IOException {
    Sent sent = connections.get(said.client());
    if (sent == null) {
      sent = new Sent();
      connections.put(said.client(), sent);
      segment(said.client(), true, 0, 0, SYN, new byte[0], 0, 0);
      segment(said.client(), false, 0, 1, SYN | ACK, new byte[0], 0, 0);
      segment(said.client(), true, 1, 1, ACK, new byte[0], 0, 0);
    }
    byte[] all = said.bytes();
    for (int begin = 0; begin < all.length; begin += SEGMENT_BYTES) {
      int length = Math.min(SEGMENT_BYTES, all.length - begin);
      int own = said.byClient() ? sent.client : sent.server;
      int other = said.byClient() ? sent.server : sent.client;
      segment(said.client(), said.byClient(), own, other, PUSH | ACK, all, begin, length);
      if (said.byClient()) {
        sent.client += length;
      } else {
        sent.server += length;
      }
    }
  }

  private void segment(
      int client,
      boolean byClient,
      int own,
      int other,
      int flags,
      byte[] all,
      int begin,
      int length)
      throws IOException {
    packets++;
    out.writeInt(packets / 1_000); // seconds
    out.writeInt(packets % 1_000 * 1_000); // microseconds
    out.writeInt(HEADERS + length);
    out.writeInt(HEADERS + length);
    out.writeShort(0x4500); // IPv4, five words, no service
    out.writeShort(HEADERS + length);
    out.writeInt(packets << 16); // identification, no fragments
    out.writeInt(0x4006_0000); // time to live, TCP, no checksum
    out.writeInt(LOOPBACK);
    out.writeInt(LOOPBACK);
    out.writeShort(byClient ? client : serverPort);
    out.writeShort(byClient ? serverPort : client);
    out.writeInt(own);
    out.writeInt(other);
    out.writeShort(0x5000 | flags); // five words
    out.writeShort(0xffff); // window
    out.writeInt(0); // no checksum, nothing urgent
    out.write(all, begin, length);
  }
}
