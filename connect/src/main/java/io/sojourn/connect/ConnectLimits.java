package io.sojourn.connect;

/**
 * The bounds of the door. Those of the protocol itself, such as the size of a frame, are with its
 * codec; those of requests and sessions are the kernel's. Times are milliseconds.
 *
 * @param firstMessageMillis how long a connection may take to its first message
 * @param pingMillis after how long a silence a ping is sent
 * @param silenceMillis after how long a silence a connection is closed
 * @param lingerMillis how long a peer has to answer a close frame
 * @param stallMillis how long a peer may take nothing of what is sent to it
 * @param sweepMillis how often connections are looked at
 * @param commands how many commands of a connection may be under way in the kernel
 * @param queries how many queries among them
 * @param commandBytes after how many bytes of them, together, no more are taken
 * @param outputBytes with how many bytes unsent a connection is not read for a while
 * @param outputBytesMax with how many bytes unsent a connection is closed
 * @param lifeMillis the life of a session whose client does not say
 * @param idleTimeoutMillis its idle timeout, 0 for none
 */
public record ConnectLimits(
    long firstMessageMillis,
    long pingMillis,
    long silenceMillis,
    long lingerMillis,
    long stallMillis,
    long sweepMillis,
    int commands,
    int queries,
    int commandBytes,
    int outputBytes,
    int outputBytesMax,
    long lifeMillis,
    long idleTimeoutMillis) {

  /** What a server runs with unless told otherwise; sessions live a day, or five idle minutes. */
  public static final ConnectLimits DEFAULT =
      new ConnectLimits(
          10_000,
          20_000,
          60_000,
          2_000,
          30_000,
          1_000,
          2048,
          16,
          4 << 20,
          1 << 20,
          32 << 20,
          86_400_000,
          300_000);

  /** Refuses bounds with which the door could not work. */
  public ConnectLimits {
    if (Math.min(Math.min(commands, queries), Math.min(commandBytes, outputBytes)) < 1
        || outputBytesMax < outputBytes) {
      throw new IllegalArgumentException("a bound must be at least 1");
    }
  }

  /** With other lives of sessions whose clients do not say. */
  public ConnectLimits withLives(long life, long idleTimeout) {
    return new ConnectLimits(
        firstMessageMillis,
        pingMillis,
        silenceMillis,
        lingerMillis,
        stallMillis,
        sweepMillis,
        commands,
        queries,
        commandBytes,
        outputBytes,
        outputBytesMax,
        life,
        idleTimeout);
  }
}
