package io.sojourn.session;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds what a caller asks against the {@link Limits}. Every method answers null when it fits. */
public final class Bounds {

  private Bounds() {}

  /** Checks everything a caller decides about a new session. */
  public static @Nullable Refusal check(NewSession session, Limits limits) {
    if (session.userId().isEmpty() || session.userId().length() > limits.userIdLength()) {
      return over("user_id must have 1 to " + limits.userIdLength() + " characters");
    }
    if (!isUnicode(session.userId())) {
      return halved("user_id");
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
      Refusal name = checkName("a capability", capability.getKey(), limits);
      if (name != null) {
        return name;
      }
      if (capability.getValue().length() > limits.capabilityValueLength()) {
        return over(
            "a capability's value has at most " + limits.capabilityValueLength() + " characters");
      }
      if (!isUnicode(capability.getValue())) {
        return halved("a capability's value");
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
      Refusal name = checkName("an attribute", attribute.getKey(), limits);
      if (name != null) {
        return name;
      }
      Refusal value = checkValue(attribute.getValue(), limits);
      if (value != null) {
        return value;
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

  /** Checks the form of edits, whatever they lead to: as many as replace every attribute. */
  public static @Nullable Refusal checkEdits(List<AttributeEdit> edits, Limits limits) {
    if (edits.size() > 2L * limits.attributes()) {
      return over("at most " + 2L * limits.attributes() + " attributes are edited at once");
    }
    Set<String> named = new HashSet<>();
    for (AttributeEdit edit : edits) {
      Refusal name = checkName("an attribute", edit.name(), limits);
      if (name != null) {
        return name;
      }
      if (!named.add(edit.name())) {
        return Refusal.of(
            Refusal.Code.INVALID, "attribute " + edit.name() + " is edited more than once");
      }
      Refusal value = edit.value() == null ? null : checkValue(edit.value(), limits);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable Refusal checkValue(String value, Limits limits) {
    if (value.length() > limits.attributeValueLength()) {
      return over(
          "an attribute's value has at most " + limits.attributeValueLength() + " characters");
    }
    return isUnicode(value) ? null : halved("an attribute's value");
  }

  /** How long the reason of a rejection is at most, in UTF-16 units. */
  public static final int REASON_LENGTH = 256;

  /** Checks the reason for which a push is rejected. */
  public static @Nullable Refusal checkReason(String reason) {
    if (reason.length() > REASON_LENGTH) {
      return over("the reason of a rejection has at most " + REASON_LENGTH + " characters");
    }
    return isUnicode(reason) ? null : halved("the reason of a rejection");
  }

  /** Checks a setting by itself, whatever others there are. */
  public static @Nullable Refusal checkSetting(String name, byte[] value, Limits limits) {
    if (value.length > limits.settingBytes()) {
      return over("the value of a setting has at most " + limits.settingBytes() + " bytes");
    }
    return checkName("a setting", name, limits);
  }

  /** Checks a code's life and number of uses. */
  public static @Nullable Refusal checkCode(long lifeMillis, int uses, Limits limits) {
    if (lifeMillis < 1 || lifeMillis > limits.codeLifeMillis()) {
      return over("the life of a code must be 1 to " + limits.codeLifeMillis() + " ms");
    }
    return uses < 0 ? over("the uses of a code must not be negative") : null;
  }

  private static @Nullable Refusal checkName(String what, String name, Limits limits) {
    if (name.isEmpty() || name.length() > limits.nameLength()) {
      return over("the name of " + what + " must have 1 to " + limits.nameLength() + " characters");
    }
    return isUnicode(name) ? null : halved("the name of " + what);
  }

  /**
   * Whether every surrogate has its other half. One that has not is lost when the log writes it as
   * UTF-8, so that a replay would see another text than the first run did.
   */
  public static boolean isUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length()
            || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static Refusal halved(String what) {
    return Refusal.of(Refusal.Code.INVALID, what + " holds half a character: not Unicode text");
  }

  private static Refusal over(String message) {
    return Refusal.of(Refusal.Code.LIMIT_EXCEEDED, message);
  }
}
