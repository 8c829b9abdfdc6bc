package io.sojourn.nfs.machine;

import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.ClientRecord;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A client as the machine keeps it.
 *
 * @param client its record
 * @param sessions the ids of its sessions
 * @param holdsState whether it has opens or delegations
 * @param hasRevokedState whether some of its state was taken away and it has not acknowledged that
 */
public record ClientImage(
    ClientRecord client, List<SessionKey> sessions, boolean holdsState, boolean hasRevokedState) {

  private static final int SESSIONS_MAX = 1 << 16;

  /** Copies the sessions. */
  public ClientImage {
    sessions = List.copyOf(sessions);
  }

  static byte[] write(List<ClientImage> images) {
    XdrWriter to = new XdrWriter();
    to.writeInt(images.size());
    for (ClientImage image : images) {
      image.client.write(to);
      to.writeInt(image.sessions.size());
      image.sessions.forEach(session -> session.write(to));
      to.writeBoolean(image.holdsState);
      to.writeBoolean(image.hasRevokedState);
    }
    return to.toBytes();
  }

  /**
   * Reads the answer to {@link NfsQuery.Clients}.
   *
   * @throws XdrException if the bytes are none
   */
  public static List<ClientImage> readList(byte[] bytes) throws XdrException {
    XdrReader from = new XdrReader(bytes);
    int count = from.readCount(NfsQuery.CLIENTS_MAX);
    List<ClientImage> images = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ClientRecord client = ClientRecord.read(from);
      int sessionCount = from.readCount(SESSIONS_MAX);
      List<SessionKey> sessions = new ArrayList<>(Math.min(sessionCount, 64));
      for (int j = 0; j < sessionCount; j++) {
        sessions.add(SessionKey.read(from));
      }
      images.add(new ClientImage(client, sessions, from.readBoolean(), from.readBoolean()));
    }
    return images;
  }
}
