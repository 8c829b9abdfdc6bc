package io.sojourn.kv;

import io.sojourn.client.Outcome;

/**
 * A lock that the session holds until it is unlocked, or until the session ends.
 *
 * <p>A client that hangs or is cut off long enough loses its session, and the lock, without
 * noticing at once. What the lock guards is safe if it refuses a token lower than one it has seen.
 */
public final class KvLock {

  private final KvClient client;
  private final String name;
  private final long token;

  KvLock(KvClient client, String name, long token) {
    this.client = client;
    this.name = name;
    this.token = token;
  }

  /** The name of the lock. */
  public String name() {
    return name;
  }

  /** The fencing token: higher with every grant of any lock. */
  public long token() {
    return token;
  }

  /**
   * Gives the lock back.
   *
   * @return whether it was still held
   */
  public Outcome<Boolean> unlock() throws InterruptedException {
    return KvClient.map(
        client.askRaw(new KvCommand.Unlock(name, token)),
        reply ->
            switch (reply) {
              case KvReply.Unlocked unlocked -> new Outcome.Done<>(unlocked.held());
              case KvReply.Refused refused when refused.reason() == KvReply.Reason.NOT_HELD ->
                  new Outcome.Done<>(false);
              default -> throw KvClient.unexpected(reply);
            });
  }
}
