/**
 * The {@code sojourn} command: runs a server, shares a terminal, joins one, manages sessions.
 *
 * <p>A client here speaks HTTP and WebSocket with the JDK alone. Only {@link io.sojourn.cli.Main}
 * ends the process; commands return a status from {@link io.sojourn.cli.ExitStatus} or throw {@link
 * io.sojourn.cli.CommandFailure} with one line that a person can act on.
 */
@NullMarked
package io.sojourn.cli;

import org.jspecify.annotations.NullMarked;
