/**
 * Names, numbers and small values of NFSv4.1 (RFC 8881, RFC 5662). Values only, that anybody may
 * pass on. Knows XDR and nothing else.
 */
@NullMarked
package io.sojourn.nfs.protocol;

import org.jspecify.annotations.NullMarked;
