package io.sojourn.machine;

import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.session.LiveCode;
import io.sojourn.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * One element of a snapshot: a header, then rows in no particular order but for the internal
 * commands, of which the oldest comes first.
 */
public sealed interface SnapshotRecord {

  /**
   * Comes first.
   *
   * @param index of the last entry in the snapshot
   * @param clusterTime then
   * @param leasesGrantedAt when leases last got their full idle timeout
   * @param droppedPushes how many pushes had no session to go to
   * @param leaderNode the name of the node that leads; empty if there is none
   * @param leaderAddress where its HTTP door is
   * @param behaviour the version of the machine's behaviour that counts
   */
  record Header(
      long index,
      long clusterTime,
      long leasesGrantedAt,
      long droppedPushes,
      String leaderNode,
      String leaderAddress,
      int behaviour)
      implements SnapshotRecord {}

  /** One behind the header. */
  sealed interface Row extends SnapshotRecord {}

  /**
   * A session with its channels.
   *
   * @param session the record
   * @param window the fore channel, or null if it was never used
   * @param pushes the back channel, or null if it was never used
   * @param deadLetters the pushes that died
   */
  record SessionRow(
      Session session,
      @Nullable RequestWindowImage window,
      @Nullable PushQueueImage pushes,
      DeadLetters deadLetters)
      implements Row {}

  /**
   * A live code.
   *
   * @param code the code
   */
  record CodeRow(LiveCode code) implements Row {}

  /**
   * An entry of the user's state machine.
   *
   * @param name its name
   * @param value its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // the stored bytes themselves, never changed
  record UserRow(String name, byte[] value) implements Row {}

  /**
   * An entry of a service under a name.
   *
   * @param service the name of the service
   * @param name its name
   * @param value its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // the stored bytes themselves, never changed
  record ServiceRow(String service, String name, byte[] value) implements Row {}

  /**
   * An entry of a service in a table.
   *
   * @param service the name of the service
   * @param table which table
   * @param number its number in it
   * @param value its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // the stored bytes themselves, never changed
  record NumberedRow(String service, TableKey table, long number, byte[] value) implements Row {}

  /**
   * An internal command that was executed. Of these the oldest comes first.
   *
   * @param id its id
   * @param reply as it is kept for a retry
   */
  @SuppressWarnings("ArrayRecordComponent") // the kept bytes themselves, never changed
  record InternalRow(byte[] id, byte[] reply) implements Row {}

  /**
   * A setting of the cluster.
   *
   * @param name its name
   * @param value its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // the stored bytes themselves, never changed
  record SettingRow(String name, byte[] value) implements Row {}
}
