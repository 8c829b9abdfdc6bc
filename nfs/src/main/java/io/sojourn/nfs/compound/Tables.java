package io.sojourn.nfs.compound;

import io.sojourn.machine.TableKey;
import io.sojourn.nfs.protocol.SessionKey;

/**
 * The tables in which the machine keeps what has a number, all in one place so that no two are the
 * same. Once released, a kind of table is never another one.
 */
public final class Tables {

  /** Clients, by their ids. */
  public static final TableKey CLIENTS = TableKey.of(1);

  /** The clients that are not confirmed, by their ids: names, without a value. */
  public static final TableKey UNCONFIRMED = TableKey.of(2);

  /** The clients whose lease is over, by their ids: names, without a value. */
  public static final TableKey OVERDUE = TableKey.of(3);

  /** Inodes, by their file ids. */
  public static final TableKey INODES = TableKey.of(5);

  /** Opens and delegations, by their numbers. */
  public static final TableKey HELD = TableKey.of(8);

  /** How many hold a file, by its id. */
  public static final TableKey HOLDERS = TableKey.of(9);

  private Tables() {}

  /** A session: its record at 0, and at 1 and on what is kept of its slots from slot 0 on. */
  public static TableKey session(SessionKey session) {
    return new TableKey(4, session.high(), session.low());
  }

  /** The blocks of a file that are kept, by their place in it. */
  public static TableKey blocks(long fileId) {
    return TableKey.of(6, fileId);
  }

  /** The entries of a directory, by their cookies. */
  public static TableKey listing(long directory) {
    return TableKey.of(7, directory);
  }

  /** The delegations of a file that are in force, by their numbers, without a value. */
  public static TableKey delegations(long fileId) {
    return TableKey.of(10, fileId);
  }

  /** What a client holds, by the numbers of opens and delegations, without a value. */
  public static TableKey heldBy(long clientId) {
    return TableKey.of(11, clientId);
  }

  /** The delegations that were taken from a client, by their numbers, without a value. */
  public static TableKey revokedFrom(long clientId) {
    return TableKey.of(12, clientId);
  }
}
