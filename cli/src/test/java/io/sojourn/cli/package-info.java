/** Tests of the command: its texts, its terminal handling, and the whole command as a process. */
@NullMarked
package io.sojourn.cli;

import org.jspecify.annotations.NullMarked;
