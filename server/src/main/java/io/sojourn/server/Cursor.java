package io.sojourn.server;

import io.sojourn.session.SessionId;
import io.sojourn.session.SessionPage.Position;
import java.nio.ByteBuffer;
import java.util.Base64;

/** A place in a listing as opaque text. */
final class Cursor {

  private static final int BYTES = 3 * Long.BYTES;

  private Cursor() {}

  static String write(Position position) {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(position.createdAt());
    bytes.putLong(position.id().high()).putLong(position.id().low());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /**
   * Reads what {@link #write} made.
   *
   * @throws ProblemException if the text is anything else
   */
  static Position read(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      bytes = new byte[0];
    }
    if (bytes.length != BYTES) {
      throw Query.invalid("cursor", "The cursor is not one that this server gave.");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Position(buffer.getLong(), new SessionId(buffer.getLong(), buffer.getLong()));
  }
}
