package io.sojourn.nfs.compound;

/**
 * A compound was asked as a query, since none of its operations looked as if it changed anything,
 * and one has to after all: the whole compound has to be a command of the log. Without a stack
 * trace: it is no flaw.
 */
public final class NeedsLogException extends RuntimeException {

  private static final long serialVersionUID = 1;

  NeedsLogException() {
    super("a query does not change anything", null, false, false);
  }
}
