package io.sojourn.machine;

import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.session.LiveCode;
import io.sojourn.session.Session;
import org.jspecify.annotations.Nullable;

/** One element of a snapshot: a header, then rows in no particular order. */
public sealed interface SnapshotRecord {

  /**
   * Comes first.
   *
   * @param index of the last entry in the snapshot
   * @param clusterTime then
   * @param leasesGrantedAt when leases last got their full idle timeout
   * @param droppedPushes how many pushes had no session to go to
   */
  record Header(long index, long clusterTime, long leasesGrantedAt, long droppedPushes)
      implements SnapshotRecord {}

  /**
   * A session with its channels.
   *
   * @param session the record
   * @param window the fore channel, or null if it was never used
   * @param pushes the back channel, or null if it was never used
   */
  record SessionRow(
      Session session, @Nullable RequestWindowImage window, @Nullable PushQueueImage pushes)
      implements SnapshotRecord {}

  /**
   * A live code.
   *
   * @param code the code
   */
  record CodeRow(LiveCode code) implements SnapshotRecord {}

  /**
   * An entry of the user's state machine.
   *
   * @param name its name
   * @param value its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // the stored bytes themselves, never changed
  record UserRow(String name, byte[] value) implements SnapshotRecord {}
}
