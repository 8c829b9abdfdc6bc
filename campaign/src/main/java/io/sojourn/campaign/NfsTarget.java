package io.sojourn.campaign;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Random;

/** A server of NFS that loses its memory again and again, always at the same address. */
interface NfsTarget extends AutoCloseable {

  /** Where clients reach it. */
  InetSocketAddress address();

  /** Ends whoever serves in the midst of what it does. Its connections are lost. */
  void strike(Random random) throws Exception;

  /** Brings somebody up to serve; returns before that is so, or later. */
  void recover() throws Exception;

  /** What it printed last. */
  String lastWords() throws InterruptedException;

  @Override
  void close() throws IOException;
}
