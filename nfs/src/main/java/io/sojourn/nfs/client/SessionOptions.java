package io.sojourn.nfs.client;

import io.sojourn.nfs.session.CallbackSecurity;
import io.sojourn.nfs.session.ChannelAttributes;
import io.sojourn.nfs.session.CreateSessionFlags;
import io.sojourn.nfs.session.OwnerId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a session is asked for.
 *
 * @param owner what the client calls itself
 * @param verifier tells one incarnation of the client from the next
 * @param flags of {@link CreateSessionFlags}
 * @param fore what is asked of the fore channel
 * @param back what is asked of the back channel
 * @param security the credentials that callbacks may show
 * @param callbacks does what callbacks ask for
 * @param reclaimComplete whether RECLAIM_COMPLETE follows at once, as nothing is to be reclaimed
 */
public record SessionOptions(
    OwnerId owner,
    long verifier,
    int flags,
    ChannelAttributes fore,
    ChannelAttributes back,
    List<CallbackSecurity> security,
    CallbackHandler callbacks,
    boolean reclaimComplete) {

  private static final int MESSAGE_BYTES = (1 << 20) + 4096;
  private static final int CACHED_BYTES = 4096;
  private static final int OPERATIONS = 16;
  private static final int BACK_BYTES = 4096;
  private static final int BACK_SLOTS = 4;

  /** Asks for what a file client asks for: 16 slots, persistence, a back channel. */
  public static SessionOptions of(String owner) {
    return new SessionOptions(
        new OwnerId(owner.getBytes(StandardCharsets.UTF_8)),
        1,
        CreateSessionFlags.PERSIST | CreateSessionFlags.CONN_BACK_CHAN,
        channel(MESSAGE_BYTES, CACHED_BYTES, OPERATIONS, 16),
        channel(BACK_BYTES, 0, 4, BACK_SLOTS),
        List.of(new CallbackSecurity.None()),
        CallbackHandler.PASSIVE,
        true);
  }

  private static ChannelAttributes channel(int bytes, int cached, int operations, int slots) {
    return new ChannelAttributes(0, bytes, bytes, cached, operations, slots, OptionalInt.empty());
  }

  /** Asks for that many slots of the fore channel. */
  public SessionOptions withSlots(int slots) {
    return withFore(
        new ChannelAttributes(
            fore.headerPadBytes(),
            fore.requestBytesMax(),
            fore.responseBytesMax(),
            fore.cachedBytesMax(),
            fore.operationsMax(),
            slots,
            fore.rdmaReads()));
  }

  /** As another incarnation of the client. */
  public SessionOptions withVerifier(long other) {
    return new SessionOptions(
        owner, other, flags, fore, back, security, callbacks, reclaimComplete);
  }

  /** With other flags. */
  public SessionOptions withFlags(int other) {
    return new SessionOptions(
        owner, verifier, other, fore, back, security, callbacks, reclaimComplete);
  }

  /** Asks for another fore channel. */
  public SessionOptions withFore(ChannelAttributes other) {
    return new SessionOptions(
        owner, verifier, flags, other, back, security, callbacks, reclaimComplete);
  }

  /** Asks for another back channel. */
  public SessionOptions withBack(ChannelAttributes other) {
    return new SessionOptions(
        owner, verifier, flags, fore, other, security, callbacks, reclaimComplete);
  }

  /** Lets callbacks show other credentials. */
  public SessionOptions withSecurity(List<CallbackSecurity> other) {
    return new SessionOptions(
        owner, verifier, flags, fore, back, other, callbacks, reclaimComplete);
  }

  /** Has callbacks done by another handler. */
  public SessionOptions withCallbacks(CallbackHandler other) {
    return new SessionOptions(owner, verifier, flags, fore, back, security, other, reclaimComplete);
  }

  /** Without RECLAIM_COMPLETE, because something is to be reclaimed. */
  public SessionOptions reclaiming() {
    return new SessionOptions(owner, verifier, flags, fore, back, security, callbacks, false);
  }
}
