package io.sojourn.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * An ordered, durable sequence of entries, each applied once to the machine of this node. Indexes
 * start at 1 and never go back. A log may use indexes for entries of its own, so that the machine
 * sees gaps but never a repetition.
 *
 * <p>Threads: one thread, the <i>writer</i>, calls {@link #start}, {@link #append}, {@link
 * #readBarrier} and {@link #housekeep}. The log calls its {@link Applier} from one thread at a
 * time, the writer or one of its own. {@link #requestSnapshot} and {@link #status} may be called
 * from any thread. {@link #close} is called by the writer, or by another thread once the writer has
 * stopped. Nobody may interrupt the writer: an interrupt closes a file under it and thereby fails
 * the log.
 */
public interface ReplicatedLog extends AutoCloseable {

  /**
   * Opens the log: restores the newest usable snapshot through {@link Applier#restore} (not called
   * when there is none), and replays the entries after it through {@link Applier#apply}. Called
   * once.
   *
   * <p>A log of one node announces before it returns that it leads. One of several nodes returns
   * when it takes part, and announces its role when it knows it.
   *
   * @param applier the machine, in its initial state
   * @param roles told of every change of role, by any thread; returns at once
   * @throws LogException when the log can not be opened without losing acknowledged entries; the
   *     message says which file and what to do
   * @throws IOException when the disk fails
   */
  void start(Applier applier, Consumer<Role> roles) throws IOException;

  /**
   * Appends one entry. The stage completes with the index of the entry after it is durable and
   * applied here. It fails with
   *
   * <ul>
   *   <li>{@link LogException.NotLeader}: not appended, and never will be;
   *   <li>{@link LogException.TooLarge}: not appended, and never will be;
   *   <li>{@link LogException.Uncertain}: unknown; the entry may be found after a restart or be
   *       applied later, or never. So end all that are outstanding when leadership is lost;
   *   <li>{@link LogException.Failed}: not appended; the log has failed or is closed, and refuses
   *       everything from now on.
   * </ul>
   *
   * <p>No more than {@link #pipelineDepth} appends may be outstanding. They are applied in the
   * order in which they were appended, as far as they are not lost. The stage may complete on any
   * thread.
   *
   * @param entry read from position to limit; must not change until the stage completes
   */
  CompletionStage<Long> append(ByteBuffer entry);

  /** How many appends may be outstanding at a time, at least 1. */
  int pipelineDepth();

  /**
   * Completes with an index once everything that had been acknowledged by any node when this was
   * called is applied here: a read of the machine after it is linearizable. Works on a follower too
   * where the log can do that. Fails as {@link #append} does, and may complete on any thread.
   */
  CompletionStage<Long> readBarrier();

  /**
   * Whether no other node can ever acknowledge anything: whatever was is applied here, and a read
   * needs no barrier. May be called from any thread.
   */
  default boolean isAlone() {
    return false;
  }

  /**
   * Does a bounded slice of background work, such as a part of a snapshot, on the calling writer
   * thread: well under a millisecond, without waiting for a disk.
   *
   * <p>Call it after each append and when idle. While it returns true there is more to do, though
   * perhaps not at once: a writer with nothing else to do waits about a millisecond for work of its
   * own before it calls again.
   */
  boolean housekeep();

  /**
   * Asks for a snapshot as soon as none is under way. {@link #housekeep} makes it. A snapshot that
   * can not be written is given up with a warning; the log goes on.
   */
  void requestSnapshot();

  /** What the log is doing. Fields are read one by one and need not be of one instant. */
  LogStatus status();

  /**
   * Stops. What was acknowledged stays durable; a snapshot under way is given up. Later appends
   * fail with {@link LogException.Failed}. A second call does nothing.
   */
  @Override
  void close();
}
