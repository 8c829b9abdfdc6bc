package io.sojourn.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;

/** Takes a connection over for another protocol. */
@FunctionalInterface
interface Upgrader {

  /**
   * Takes the connection over. Called on its event loop, with the HTTP codec still in the pipeline
   * and every other handler of this layer removed.
   *
   * @param context where in the pipeline the HTTP connection stood
   * @param request the request that asked for it; released by the receiver
   */
  void upgrade(ChannelHandlerContext context, FullHttpRequest request);
}
