/**
 * The process: one port for HTTP and WebSocket, security, health, metrics and pages.
 *
 * <p>HTTP is a thin layer of our own on Netty. A connection decodes and bounds one request at a
 * time on its event loop; handlers are plain blocking functions on virtual threads. Handlers know
 * the kernel's ports and nothing of Netty or of the engine; only {@link
 * io.sojourn.server.SojournServer}, which puts the parts together, knows the engine.
 */
@NullMarked
package io.sojourn.server;

import org.jspecify.annotations.NullMarked;
