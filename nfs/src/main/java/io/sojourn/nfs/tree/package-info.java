/**
 * The file tree and the open state of NFSv4.1: the operations on files, as deterministic code over
 * the entries of the service. Knows no socket, clock, random number or thread.
 */
@NullMarked
package io.sojourn.nfs.tree;

import org.jspecify.annotations.NullMarked;
