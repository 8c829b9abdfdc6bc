package io.sojourn.relay;

/**
 * The bounds of a relay; what is over one is refused in the protocol's own form.
 *
 * @param frames sizes of messages and of what waits to be sent
 * @param hubs how many of everything
 * @param times how long everything may take
 * @param joins how often anybody may try
 */
public record RelayLimits(Frames frames, Hubs hubs, Times times, Joins joins) {

  /** What a relay runs with unless told otherwise. */
  public static final RelayLimits DEFAULT =
      new RelayLimits(Frames.DEFAULT, Hubs.DEFAULT, Times.DEFAULT, Joins.DEFAULT);

  /**
   * Sizes, in bytes unless said otherwise.
   *
   * @param binaryBytes of one message of terminal bytes, its head included
   * @param textBytes of one control message
   * @param nameLength of a host's or a terminal's name, in UTF-16 units
   * @param viewerQueueBytes that may wait for one viewer, its replay apart; past it output is left
   *     out for it until it has read half of them, and then it is shown the latest
   * @param hostQueueBytes that may wait for a host; past it its viewers are not read
   * @param socketBytes that the kernel may keep besides for each of them: little, since nothing
   *     that it has can be left out any more, and since it takes more only when a third of it is
   *     gone
   * @param burstBytes that are gathered from one read before they are handed to the viewers
   */
  public record Frames(
      int binaryBytes,
      int textBytes,
      int nameLength,
      int viewerQueueBytes,
      int hostQueueBytes,
      int socketBytes,
      int burstBytes) {

    /** 1 MiB of terminal bytes, 64 KiB of control, 1 MiB of queue and 128 KiB behind it. */
    public static final Frames DEFAULT =
        new Frames(1 << 20, 1 << 16, 256, 1 << 20, 1 << 20, 1 << 17, 1 << 18);
  }

  /**
   * Numbers of things, and the room that scrollback takes.
   *
   * @param hosts connected to this node, or away within their grace
   * @param viewers connected to this node
   * @param viewersPerHost connected at one time
   * @param terminals per host whose output is kept
   * @param scrollbackBytes kept per terminal
   * @param scrollbackBytesPerHost kept for all terminals of a host together
   * @param scrollbackBytesTotal kept for all hosts together
   * @param resizes of one terminal that are kept with its output
   */
  public record Hubs(
      int hosts,
      int viewers,
      int viewersPerHost,
      int terminals,
      int scrollbackBytes,
      int scrollbackBytesPerHost,
      long scrollbackBytesTotal,
      int resizes) {

    /** 256 KiB per terminal, 4 MiB per host, 256 MiB in all. */
    public static final Hubs DEFAULT =
        new Hubs(10_000, 50_000, 256, 64, 256 << 10, 4 << 20, 256L << 20, 256);
  }

  /**
   * Times, in milliseconds.
   *
   * @param firstMessage until the first message must be there
   * @param ping between pings
   * @param silence after which a peer that sent nothing, not even a pong, is given up
   * @param grace that a host or viewer may be away and still resume: its session's idle timeout
   * @param farewell that a host which closed in good order may be away before its session ends
   * @param life of a session at most
   * @param codeLife of a code that nobody used
   * @param viewerStall that a viewer past its queue may take nothing before it is closed
   * @param hostStall that a host may leave its own queue over its bound
   * @param linger between our close frame, or the last byte that the peer took since, and the end
   *     of the socket; {@code silence} at most
   * @param refusal after which every refused join is answered, so that answers do not differ in
   *     time
   * @param kernel that an answer of the kernel may take
   * @param sweep between two looks at every connection of an event loop
   */
  public record Times(
      long firstMessage,
      long ping,
      long silence,
      long grace,
      long farewell,
      long life,
      long codeLife,
      long viewerStall,
      long hostStall,
      long linger,
      long refusal,
      long kernel,
      long sweep) {

    private static final long DAY = 86_400_000;

    /**
     * First message in 10 s, ping every 25 s, silent after 60 s, 300 s of grace; a code that nobody
     * used lives for 600 s, so that what lies about on a screen or in a chat opens nothing.
     */
    public static final Times DEFAULT =
        new Times(
            10_000, 25_000, 60_000, 300_000, 10_000, 7 * DAY, 600_000, 10_000, 30_000, 5_000, 250,
            10_000, 1_000);
  }

  /**
   * Rates. A join with a code that turns out right gives its permit back.
   *
   * @param perSourcePerMinute joins by code from one address (of IPv6: one /64)
   * @param burst of them at once
   * @param overallPerMinute joins by code from all addresses together
   * @param entriesPerSourcePerMinute first messages of any kind from one address
   * @param sources addresses that are remembered
   * @param guessOdds a guessed code is right at most once in so many guesses: codes grow to keep it
   */
  public record Joins(
      int perSourcePerMinute,
      int burst,
      int overallPerMinute,
      int entriesPerSourcePerMinute,
      int sources,
      long guessOdds) {

    /** 30 a minute with a burst of 10, 600 from everywhere, one guess in ten million right. */
    public static final Joins DEFAULT = new Joins(30, 10, 600, 600, 16_384, 10_000_000);
  }

  /** These limits with other sizes. */
  public RelayLimits with(Frames other) {
    return new RelayLimits(other, hubs, times, joins);
  }

  /** These limits with other numbers. */
  public RelayLimits with(Hubs other) {
    return new RelayLimits(frames, other, times, joins);
  }

  /** These limits with other times. */
  public RelayLimits with(Times other) {
    return new RelayLimits(frames, hubs, other, joins);
  }

  /** These limits with other rates. */
  public RelayLimits with(Joins other) {
    return new RelayLimits(frames, hubs, times, other);
  }
}
