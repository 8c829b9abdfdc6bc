package io.sojourn.channel;

/**
 * What a {@link RequestWindow} says about a request named by its sequence. Only {@link Fresh} lets
 * the caller execute anything.
 */
public sealed interface RequestDecision {

  /** The request was never seen: execute it, then record its reply. */
  record Fresh() implements RequestDecision {
    static final Fresh INSTANCE = new Fresh();
  }

  /**
   * The request was executed before: answer with the same bytes.
   *
   * @param reply the bytes given to {@code record}; owned by the window, not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Replay(byte[] reply) implements RequestDecision {}

  /** A sequence that was used before, now with another request: refused, never executed. */
  record FalseRetry() implements RequestDecision {
    static final FalseRetry INSTANCE = new FalseRetry();
  }

  /**
   * The client said earlier that it waits for no reply this old. Whether the request was ever
   * executed is unknown, so it is not executed now.
   *
   * @param lowestAwaited the lowest sequence that is still taken
   */
  record Evicted(long lowestAwaited) implements RequestDecision {}

  /**
   * A request before this one was neither executed nor given up. Nothing was executed; the same
   * request is fresh once all before it are done.
   *
   * @param next the one sequence that may be executed next in order
   */
  record OutOfOrder(long next) implements RequestDecision {}

  /**
   * The sequence is too far above the lowest one whose reply is awaited.
   *
   * @param last the highest sequence that is taken now
   */
  record Ahead(long last) implements RequestDecision {}

  /**
   * So many replies wait for the client to say that it has them that one more may not fit. Nothing
   * was executed; the same request is fresh once the client's lowest awaited sequence has risen.
   *
   * @param replies the number of kept replies
   * @param bytes the sum of their lengths
   */
  record WindowFull(int replies, long bytes) implements RequestDecision {}
}
