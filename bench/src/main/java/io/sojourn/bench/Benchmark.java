package io.sojourn.bench;

import java.io.IOException;
import java.io.PrintStream;

/** One comparison, from start to printed table. */
interface Benchmark {

  void run(Setting setting, PrintStream out) throws IOException, InterruptedException;
}
