package io.sojourn.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Control as hosts of the first protocol expect it: a request to close a terminal is a binary frame
 * whose payload is JSON, told from typed input by its looks alone.
 *
 * <p>So that nobody can type such a request, input for these hosts whose whole payload is a JSON
 * object is sent in two frames, cut before its last brace: the terminal gets the same bytes, and
 * neither part is JSON. Hosts of protocol 1 get the request as a text frame, and their binary
 * frames are input and nothing else.
 */
final class InBandControl {

  private static final int NESTING_MAX = 10_000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(NESTING_MAX)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private InBandControl() {}

  /** Puts the request to close a terminal. */
  static void writeCloseSession(ByteBuf out, String terminal) {
    byte[] id = terminal.getBytes(StandardCharsets.UTF_8);
    byte[] payload = ControlWriter.closeSessionInBand();
    ServerFrames.binaryHead(out, 1 + id.length + payload.length);
    out.writeByte(id.length);
    out.writeBytes(id);
    out.writeBytes(payload);
  }

  /** Puts one checked frame of input so that it cannot be taken for a request. */
  static void writeInput(ByteBuf out, ByteBuf frame) {
    int cut = looksLikeObject(frame) ? lastBrace(frame) : -1;
    if (cut < 0) {
      ServerFrames.binary(out, frame);
      return;
    }
    int head = 1 + TerminalFrame.idLength(frame);
    int start = frame.readerIndex();
    int first = cut - start;
    ServerFrames.binaryHead(out, first);
    out.writeBytes(frame, start, first);
    ServerFrames.binaryHead(out, head + frame.writerIndex() - cut);
    out.writeBytes(frame, start, head);
    out.writeBytes(frame, cut, frame.writerIndex() - cut);
  }

  private static boolean looksLikeObject(ByteBuf frame) {
    int at = TerminalFrame.payloadIndex(frame);
    int end = frame.writerIndex();
    while (at < end && isJsonSpace(frame.getByte(at))) {
      at++;
    }
    if (at == end || frame.getByte(at) != '{') {
      return false;
    }
    byte[] payload =
        ByteBufUtil.getBytes(
            frame, TerminalFrame.payloadIndex(frame), TerminalFrame.payloadLength(frame));
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), payload)) {
      JsonToken first = parser.nextToken();
      parser.skipChildren();
      return first == JsonToken.START_OBJECT && parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }

  private static int lastBrace(ByteBuf frame) {
    int at = frame.writerIndex() - 1;
    while (frame.getByte(at) != '}') {
      at--;
    }
    return at;
  }

  private static boolean isJsonSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
