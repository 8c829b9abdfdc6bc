/** Runs the deterministic machine on a log, on one node or on many. */
module io.sojourn.engine {
  requires static transitive org.jspecify;
  requires transitive io.sojourn.core;
  requires org.slf4j;

  exports io.sojourn.engine;
}
