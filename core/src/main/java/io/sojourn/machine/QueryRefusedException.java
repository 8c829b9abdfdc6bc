package io.sojourn.machine;

/** Thrown by a state machine that does not answer a query. */
public final class QueryRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param why a sentence for the one who asked
   */
  public QueryRefusedException(String why) {
    super(why);
  }
}
