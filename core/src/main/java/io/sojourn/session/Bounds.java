package io.sojourn.session;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds what a caller asks against the {@link Limits}. Every method answers null when it fits. */
public final class Bounds {

  private Bounds() {}

  /** Checks everything a caller decides about a new session. */
  public static @Nullable Refusal check(NewSession session, Limits limits) {
    if (session.userId().isEmpty() || session.userId().length() > limits.userIdLength()) {
      return over("user_id must have 1 to " + limits.userIdLength() + " characters");
    }
    if (session.lifeMillis() < 1 || session.lifeMillis() > limits.lifeMillis()) {
      return over("the life of a session must be 1 to " + limits.lifeMillis() + " ms");
    }
    if (session.idleTimeoutMillis() < 0
        || session.idleTimeoutMillis() > limits.idleTimeoutMillis()) {
      return over("the idle timeout must be 0 to " + limits.idleTimeoutMillis() + " ms");
    }
    if (session.capabilities().size() > limits.capabilities()) {
      return over("a session has at most " + limits.capabilities() + " capabilities");
    }
    for (Map.Entry<String, String> capability : session.capabilities().entrySet()) {
      Refusal name = checkName("capability", capability.getKey(), limits);
      if (name != null) {
        return name;
      }
      if (capability.getValue().length() > limits.capabilityValueLength()) {
        return over(
            "a capability's value has at most " + limits.capabilityValueLength() + " characters");
      }
    }
    return checkAttributes(session.attributes(), limits);
  }

  /** Checks all attributes of a session together. */
  public static @Nullable Refusal checkAttributes(Map<String, String> attributes, Limits limits) {
    if (attributes.size() > limits.attributes()) {
      return over("a session has at most " + limits.attributes() + " attributes");
    }
    long length = 0;
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      Refusal name = checkName("attribute", attribute.getKey(), limits);
      if (name != null) {
        return name;
      }
      if (attribute.getValue().length() > limits.attributeValueLength()) {
        return over(
            "an attribute's value has at most " + limits.attributeValueLength() + " characters");
      }
      length += attribute.getKey().length() + attribute.getValue().length();
    }
    return length > limits.attributesLength()
        ? over(
            "the attributes of a session have at most "
                + limits.attributesLength()
                + " characters together")
        : null;
  }

  /** Checks a code's life and number of uses. */
  public static @Nullable Refusal checkCode(long lifeMillis, int uses, Limits limits) {
    if (lifeMillis < 1 || lifeMillis > limits.codeLifeMillis()) {
      return over("the life of a code must be 1 to " + limits.codeLifeMillis() + " ms");
    }
    return uses < 0 ? over("the uses of a code must not be negative") : null;
  }

  private static @Nullable Refusal checkName(String what, String name, Limits limits) {
    return name.isEmpty() || name.length() > limits.nameLength()
        ? over("the name of a " + what + " must have 1 to " + limits.nameLength() + " characters")
        : null;
  }

  private static Refusal over(String message) {
    return Refusal.of(Refusal.Code.LIMIT_EXCEEDED, message);
  }
}
