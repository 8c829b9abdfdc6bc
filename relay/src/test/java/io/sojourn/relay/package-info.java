/** Tests of the relay, most of them over real sockets. */
@org.jspecify.annotations.NullMarked
package io.sojourn.relay;
