/**
 * A small client of NFSv4.1: compounds, many under way on a connection, sessions with their slots
 * and back channel, and raw bytes for those who test how a server takes them. It shares the lower
 * layers with the server and nothing that decides there; it keeps no cache and mounts nothing.
 */
@NullMarked
package io.sojourn.nfs.client;

import org.jspecify.annotations.NullMarked;
