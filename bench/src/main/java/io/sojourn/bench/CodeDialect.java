package io.sojourn.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sojourn's relay protocol: register, code, auth; each message is one binary frame. */
final class CodeDialect implements Dialect {

  private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]+)\"");

  @Override
  public String path() {
    return "/ws";
  }

  @Override
  public String joinAsHost(WebSocket socket) throws IOException {
    socket.sendText("{\"type\":\"register\",\"client_id\":\"bench\"}");
    String answer = await(socket, text -> text.contains("\"registered\""));
    Matcher code = CODE.matcher(answer);
    if (!code.find()) {
      throw new IOException("no code in " + answer);
    }
    socket.sendText("{\"type\":\"session_connected\",\"session_id\":\"t\",\"name\":\"terminal\"}");
    return code.group(1);
  }

  @Override
  public void joinAsViewer(WebSocket socket, String code) throws IOException {
    socket.sendText("{\"type\":\"auth\",\"session_code\":\"" + code + "\"}");
    String answer = await(socket, text -> text.contains("\"auth_"));
    if (!answer.contains("\"auth_success\"")) {
      throw new IOException("could not join: " + answer);
    }
  }

  private static String await(WebSocket socket, Predicate<String> wanted) throws IOException {
    String[] found = new String[1];
    FrameSink sink =
        new FrameSink() {
          @Override
          public void binary(ByteBuffer in, int from, int length) {}

          @Override
          public void text(String message) {
            if (wanted.test(message)) {
              found[0] = message;
            }
          }
        };
    while (found[0] == null) {
      socket.receive();
      socket.handOn(sink);
    }
    return found[0];
  }

  @Override
  public Burst burst(int messages) {
    return Burst.framePerMessage(messages);
  }

  @Override
  public FrameSink reader(Tally tally) {
    return (in, from, length) -> {
      if (length != Burst.PAYLOAD) {
        throw new IllegalStateException("a message of " + length + " bytes");
      }
      tally.message(in.getLong(from + Burst.NUMBER_AT), in.getLong(from + Burst.TIME_AT));
    };
  }
}
