package io.sojourn.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The target of a request, taken apart: decoded path segments and query parameters.
 *
 * <p>The path is cut at its slashes before it is decoded, so that an encoded slash never makes a
 * new segment (RFC 3986 section 2.2). Dot segments, control characters, bad escapes, text that is
 * not UTF-8 and repeated parameters are refused.
 *
 * @param asSent path and query as they came, in origin form
 * @param path the path as sent, without the query
 * @param segments the decoded segments; {@code /} has none
 * @param query the decoded parameters, each of which may appear once
 */
record RequestTarget(String asSent, String path, List<String> segments, Map<String, String> query) {

  private static final int MAX_PARAMETERS = 32;

  /**
   * Reads a target in origin form or absolute form (RFC 9112 section 3.2).
   *
   * @throws ProblemException if it is neither or is malformed
   */
  static RequestTarget parse(String target) {
    String rest = originForm(target);
    int mark = rest.indexOf('?');
    String path = mark < 0 ? rest : rest.substring(0, mark);
    String query = mark < 0 ? "" : rest.substring(mark + 1);
    return new RequestTarget(rest, path, segments(path), parameters(query));
  }

  private static String originForm(String target) {
    if (target.startsWith("/")) {
      return target;
    }
    int scheme = target.indexOf("://");
    if (scheme > 0 && target.regionMatches(true, 0, "http", 0, 4)) {
      int slash = target.indexOf('/', scheme + 3);
      return slash < 0 ? "/" : target.substring(slash);
    }
    throw malformed("The request target must begin with a slash.");
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    if (path.length() > 1) {
      for (String raw : path.substring(1).split("/", -1)) {
        String segment = decode(raw, false);
        if (segment.equals(".") || segment.equals("..")) {
          throw malformed("The path must not hold dot segments.");
        }
        segments.add(segment);
      }
    }
    return List.copyOf(segments);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query.isEmpty()) {
      return parameters;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
      if (parameters.size() == MAX_PARAMETERS) {
        throw malformed("The query has more than " + MAX_PARAMETERS + " parameters.");
      }
      if (parameters.put(name, value) != null) {
        throw malformed("A query parameter is given twice.");
      }
    }
    return parameters;
  }

  private static String decode(String raw, boolean plusIsSpace) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes.put(escaped(raw, i));
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        bytes.put((byte) ' ');
      } else if (c > 0x20 && c < 0x7f && c != '#') {
        bytes.put((byte) c);
      } else {
        throw malformed("The request target holds a character that must be escaped.");
      }
    }
    return text(bytes.flip());
  }

  private static byte escaped(String raw, int at) {
    if (at + 2 < raw.length()) {
      int high = Character.digit(raw.charAt(at + 1), 16);
      int low = Character.digit(raw.charAt(at + 2), 16);
      if (high >= 0 && low >= 0) {
        return (byte) (high << 4 | low);
      }
    }
    throw malformed("The request target holds a bad percent escape.");
  }

  private static String text(ByteBuffer bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw malformed("The request target is not UTF-8.");
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw malformed("The request target holds a control character.");
    }
    return text;
  }

  private static ProblemException malformed(String detail) {
    return Problem.of(ProblemType.MALFORMED_REQUEST, detail).asException();
  }
}
