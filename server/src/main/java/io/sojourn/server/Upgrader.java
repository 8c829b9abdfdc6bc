package io.sojourn.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;

/** Takes a connection over for another protocol. */
@FunctionalInterface
interface Upgrader {

  /**
   * Takes the connection over. Called on its event loop, with the HTTP codec still in the pipeline
   * and every other handler of this layer removed. The connection reads nothing by itself: the
   * receiver begins to read when it is ready.
   *
   * @param context of the handler that calls, which the receiver removes; if it does not, the
   *     connection is closed
   * @param request the request that asked for it, without a body
   */
  void upgrade(ChannelHandlerContext context, FullHttpRequest request);
}
