package io.sojourn.server;

import java.time.Duration;

/**
 * The bounds of the HTTP door. Each one is checked before what it bounds is buffered.
 *
 * @param maxConnections open connections, WebSockets included; one more is closed at once
 * @param maxLineBytes the request line; longer is refused with 414
 * @param maxHeaderBytes all header fields together; more is refused with 431
 * @param maxBodyBytes a request body; larger is refused with 413
 * @param maxRequestsPerConnection requests after which the server closes a kept-alive connection
 * @param headTimeout from the first byte of a request to the end of its header fields
 * @param bodyTimeout from the end of the header fields to the end of the body
 * @param idleTimeout between two requests of one connection
 * @param writeTimeout for the client to take a response
 */
record HttpLimits(
    int maxConnections,
    int maxLineBytes,
    int maxHeaderBytes,
    int maxBodyBytes,
    int maxRequestsPerConnection,
    Duration headTimeout,
    Duration bodyTimeout,
    Duration idleTimeout,
    Duration writeTimeout) {

  static final HttpLimits DEFAULTS =
      new HttpLimits(
          20_000,
          8 * 1024,
          16 * 1024,
          256 * 1024,
          100_000,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(75),
          Duration.ofSeconds(30));
}
