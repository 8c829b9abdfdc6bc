package io.sojourn.campaign;

/** The connection was lost, or could not be made: the fate of what was asked is not known. */
final class NfsLost extends Exception {

  private static final long serialVersionUID = 1;

  NfsLost(String why) {
    super(why, null, false, false);
  }
}
