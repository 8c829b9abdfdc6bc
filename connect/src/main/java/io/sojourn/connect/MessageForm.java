package io.sojourn.connect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.sojourn.wire.connect.BadFrameException;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ConnectCodec;
import io.sojourn.wire.connect.ServerMessage;
import java.util.List;

/** One of the two forms of messages: a subprotocol of WebSocket. */
enum MessageForm {
  /** Protobuf, in binary messages. */
  BINARY("sojourn.v1") {
    @Override
    boolean takes(WebSocketFrame frame) {
      return frame instanceof BinaryWebSocketFrame;
    }

    @Override
    List<ClientMessage> read(ByteBuf frame) throws BadFrameException {
      return ConnectCodec.decodeClient(frame.nioBuffer());
    }

    @Override
    WebSocketFrame write(List<ServerMessage> messages) {
      return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(ConnectCodec.encodeServer(messages)));
    }
  },
  /** JSON, in text messages. */
  JSON("sojourn.v1.json") {
    @Override
    boolean takes(WebSocketFrame frame) {
      return frame instanceof TextWebSocketFrame;
    }

    @Override
    List<ClientMessage> read(ByteBuf frame) throws BadFrameException {
      return JsonReader.read(frame);
    }

    @Override
    WebSocketFrame write(List<ServerMessage> messages) {
      return new TextWebSocketFrame(Unpooled.wrappedBuffer(JsonWriter.write(messages)));
    }
  };

  private final String subprotocol;

  MessageForm(String subprotocol) {
    this.subprotocol = subprotocol;
  }

  /** The name by which a client asks for it. */
  String subprotocol() {
    return subprotocol;
  }

  /** Whether a frame is of the right type. */
  abstract boolean takes(WebSocketFrame frame);

  /** Reads a whole frame; does not release it. */
  abstract List<ClientMessage> read(ByteBuf frame) throws BadFrameException;

  /** Makes one frame of the messages. */
  abstract WebSocketFrame write(List<ServerMessage> messages);
}
