package io.sojourn.server;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/** What the decoder could not read, in the client's terms. */
final class DecoderProblem {

  private DecoderProblem() {}

  static Problem of(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Problem.of(ProblemType.URI_TOO_LONG, "The request line is too long.");
    }
    if (cause instanceof TooLongHttpHeaderException) {
      return Problem.of(
          ProblemType.HEADER_FIELDS_TOO_LARGE, "The header fields are too large together.");
    }
    return Problem.of(ProblemType.MALFORMED_REQUEST, "The request is not well-formed HTTP/1.1.");
  }
}
