/** The session layer alone: one test for each rule of RFC 8881, and models beside what is rich. */
@NullMarked
package io.sojourn.nfs.session;

import org.jspecify.annotations.NullMarked;
