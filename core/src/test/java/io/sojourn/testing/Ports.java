package io.sojourn.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address for what a test starts. Any thread may call. */
public final class Ports {

  /*
   * A system that is asked for any free port may give out the same one twice, and may give it to an outgoing
   * connection before it is listened at. So these are of a range from which systems take none by themselves.
   */

  private static final int FROM = 10_000;
  private static final int TO = 30_000;
  private static final int TRIES = 1000;

  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /**
   * One at which nobody listens as of now, and that was not given out here before.
   *
   * @throws IllegalStateException if none can be found
   */
  public static synchronized int free() {
    for (int tries = 0; tries < TRIES; tries++) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      if (isFree(port) && GIVEN.add(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port was found in " + TRIES + " tries");
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
