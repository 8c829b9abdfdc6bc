package io.sojourn.machine;

/**
 * The named entries of a {@link ServiceMachine}. What a call writes is kept as a whole, unless it
 * takes a part back itself.
 */
public interface ServiceState extends State<byte[]> {

  /** Marks how far this call has come. */
  int savepoint();

  /** Undoes what was written since that mark of the same call. */
  void rollBackTo(int savepoint);
}
