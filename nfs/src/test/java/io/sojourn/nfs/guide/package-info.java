/**
 * The code of docs/nfs-sessions.md, word for word, as its readers would write it: outside of the
 * packages that it uses, and with what those offer to everybody.
 */
@NullMarked
package io.sojourn.nfs.guide;

import org.jspecify.annotations.NullMarked;
