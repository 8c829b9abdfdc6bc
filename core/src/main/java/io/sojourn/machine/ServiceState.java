package io.sojourn.machine;

/**
 * The named entries of a {@link ServiceMachine}. What a call writes is kept as a whole, unless it
 * takes a part back itself.
 */
public interface ServiceState extends State<byte[]> {

  /** Marks how far this call has come. Costs nothing; marks may be nested. */
  int savepoint();

  /**
   * Undoes what was written since that mark of the same call, which may be used again.
   *
   * @throws IllegalArgumentException if it was given up already, by going back to an earlier one
   */
  void rollBackTo(int savepoint);
}
