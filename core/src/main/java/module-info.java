/**
 * The kernel: values, exactly-once channels and the deterministic machine. Needs java.base only.
 */
module io.sojourn.core {
  requires static transitive org.jspecify;

  exports io.sojourn.session;
}
