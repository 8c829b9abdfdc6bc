/**
 * The code of docs/guides/java-client.md, word for word, as its readers would write it: outside of
 * the packages that it uses, and with what those offer to everybody.
 */
@NullMarked
package io.sojourn.guide;

import org.jspecify.annotations.NullMarked;
