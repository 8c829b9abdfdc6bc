package io.sojourn.nfs.rpc;

/**
 * A program that is served on a connection. Its procedure 0, NULL, is answered without it (RFC
 * 5531, section 12).
 *
 * @param number of the program
 * @param lowestVersion the lowest version that is served
 * @param highestVersion the highest version that is served
 * @param handler does what the calls ask for
 */
public record RpcProgram(int number, int lowestVersion, int highestVersion, RpcHandler handler) {

  /** Refuses versions in the wrong order. */
  public RpcProgram {
    if (Integer.compareUnsigned(lowestVersion, highestVersion) > 0) {
      throw new IllegalArgumentException("the lowest version is above the highest");
    }
  }

  boolean serves(int version) {
    return Integer.compareUnsigned(version, lowestVersion) >= 0
        && Integer.compareUnsigned(version, highestVersion) <= 0;
  }
}
