package io.sojourn.server;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request being received and its response being sent; belongs to the event loop. */
final class HttpExchange {

  private static final Set<String> KNOWN_METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final @Nullable HttpRequest request;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private final long startedNanos = System.nanoTime();

  /** What the head leads to; null until it is decided. */
  HttpService.@Nullable Begun begun;

  /** Whether the whole request has arrived, or the rest of it is no longer wanted. */
  boolean complete;

  /** Whether the connection must end with this exchange. */
  boolean close;

  /** Whether the response is on its way. */
  boolean responded;

  /** An exchange of which the request may be unreadable, then null. */
  HttpExchange(@Nullable HttpRequest request) {
    this.request = request;
  }

  HttpRequest request() {
    if (request == null) {
      throw new IllegalStateException("the request could not be read");
    }
    return request;
  }

  HttpService.Begun begun() {
    if (begun == null) {
      throw new IllegalStateException("the head is not decided");
    }
    return begun;
  }

  /** What is wrong with the message as such, or null. */
  @Nullable Problem malformed() {
    HttpVersion version = request().protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return Problem.of(ProblemType.MALFORMED_REQUEST, "This server speaks HTTP/1.1.");
    }
    if (version.equals(HttpVersion.HTTP_1_1) && !request().headers().contains("Host")) {
      return Problem.of(ProblemType.MALFORMED_REQUEST, "The Host header field is missing.");
    }
    List<String> codings = request().headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!codings.isEmpty() && !codings.equals(List.of("chunked"))) {
      return Problem.of(ProblemType.MALFORMED_REQUEST, "The only transfer coding is chunked.");
    }
    String expect = request().headers().get(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.toLowerCase(Locale.ROOT).equals("100-continue")) {
      return Problem.of(
          ProblemType.EXPECTATION_FAILED, "The only expectation that can be met is 100-continue.");
    }
    return null;
  }

  boolean announcesBody() {
    String length = request().headers().get(HttpHeaderNames.CONTENT_LENGTH);
    return HttpUtil.isTransferEncodingChunked(request())
        || (length != null && !length.strip().equals("0"));
  }

  boolean expectsContinue() {
    return announcesBody() && HttpUtil.is100ContinueExpected(request());
  }

  int received() {
    return body.size();
  }

  void append(ByteBuf bytes) {
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.readBytes(copy);
    body.writeBytes(copy);
  }

  byte[] body() {
    return body.toByteArray();
  }

  boolean keepAlive() {
    return request != null && HttpUtil.isKeepAlive(request);
  }

  boolean isHead() {
    return request != null && request.method().equals(HttpMethod.HEAD);
  }

  boolean isOld() {
    return request != null && request.protocolVersion().equals(HttpVersion.HTTP_1_0);
  }

  /**
   * The request's method; {@code OTHER} for one that nobody serves, so that metrics stay bounded.
   */
  String method() {
    return request != null && KNOWN_METHODS.contains(request.method().name())
        ? request.method().name()
        : "OTHER";
  }

  String routeName() {
    return begun == null ? "none" : begun.routeName();
  }

  /** The head as it was admitted or refused, or null if it never got so far. */
  @Nullable Request head() {
    return begun == null ? null : begun.head();
  }

  long nanos() {
    return System.nanoTime() - startedNanos;
  }
}
