/**
 * The Java client of the session protocol: one session per client, requests executed once however
 * often the line breaks, pushes acknowledged after they were handled.
 *
 * <p>It needs the JDK, core and wire, and nothing else. What decides is {@code ClientSession},
 * which knows no clock, thread or socket; {@code SojournClient} gives it all three. Nothing here
 * may decide that a session is over: only the server says so.
 */
@NullMarked
package io.sojourn.client;

import org.jspecify.annotations.NullMarked;
