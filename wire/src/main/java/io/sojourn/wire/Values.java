package io.sojourn.wire;

import io.sojourn.machine.Command;
import io.sojourn.session.NewSession;
import io.sojourn.session.PairingCode;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.nio.ByteBuffer;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The values that commands and snapshot records share. */
final class Values {

  private static final int ID_BYTES = 16;

  private Values() {}

  static byte[] bytes(SessionId id) {
    return ByteBuffer.allocate(ID_BYTES).putLong(id.high()).putLong(id.low()).array();
  }

  static SessionId sessionId(FieldReader in) throws WireException {
    byte[] bytes = in.bytes();
    if (bytes.length != ID_BYTES) {
      throw in.broken("has a session id of " + bytes.length + " bytes");
    }
    ByteBuffer halves = ByteBuffer.wrap(bytes);
    return new SessionId(halves.getLong(), halves.getLong());
  }

  static byte[] internalId(FieldReader in) throws WireException {
    byte[] bytes = in.bytes();
    if (bytes.length != Command.Internal.ID_BYTES) {
      throw in.broken("has an id of " + bytes.length + " bytes");
    }
    return bytes;
  }

  static TokenHash tokenHash(FieldReader in) throws WireException {
    byte[] bytes = in.bytes();
    if (bytes.length != TokenHash.LENGTH) {
      throw in.broken("has a token hash of " + bytes.length + " bytes");
    }
    return new TokenHash(bytes);
  }

  static PairingCode code(FieldReader in) throws WireException {
    try {
      return new PairingCode(in.string());
    } catch (IllegalArgumentException e) {
      throw new WireException("a code that is none: " + e.getMessage(), e);
    }
  }

  static <T> T need(FieldReader in, @Nullable T value, String what) throws WireException {
    if (value == null) {
      throw in.broken("has no " + what);
    }
    return value;
  }

  static void write(NewSession session, FieldWriter to) {
    to.string(1, session.userId());
    to.bytes(2, session.tokenHash().toBytes());
    to.int64(3, session.lifeMillis());
    to.int64(4, session.idleTimeoutMillis());
    to.bool(5, session.activate());
    to.texts(6, session.capabilities());
    to.texts(7, session.attributes());
  }

  static NewSession newSession(FieldReader in) throws WireException {
    String userId = "";
    TokenHash tokenHash = null;
    long lifeMillis = 0;
    long idleTimeoutMillis = 0;
    boolean activate = false;
    TreeMap<String, String> capabilities = new TreeMap<>();
    TreeMap<String, String> attributes = new TreeMap<>();
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> userId = in.string();
        case 2 -> tokenHash = tokenHash(in);
        case 3 -> lifeMillis = in.int64();
        case 4 -> idleTimeoutMillis = in.int64();
        case 5 -> activate = in.bool();
        case 6 -> in.text(capabilities);
        case 7 -> in.text(attributes);
        default -> throw in.unknown();
      }
    }
    return new NewSession(
        userId,
        need(in, tokenHash, "token hash"),
        lifeMillis,
        idleTimeoutMillis,
        activate,
        capabilities,
        attributes);
  }
}
