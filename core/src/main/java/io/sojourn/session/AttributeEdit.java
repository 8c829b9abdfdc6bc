package io.sojourn.session;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change of one attribute.
 *
 * @param name the attribute
 * @param value the new text, or null to remove the attribute
 * @param expectedVersion the version the attribute must have ({@link #ABSENT} if it must not be
 *     there), or {@link #ANY}
 */
public record AttributeEdit(String name, @Nullable String value, long expectedVersion) {

  /** Refuses an edit of nothing. */
  public AttributeEdit {
    Objects.requireNonNull(name, "name");
  }

  /** Demands nothing of the current version. */
  public static final long ANY = -1;

  /** Demands that the attribute is not there yet. */
  public static final long ABSENT = 0;

  /** Sets the attribute, whatever its version. */
  public static AttributeEdit set(String name, String value) {
    return new AttributeEdit(name, value, ANY);
  }

  /** Removes the attribute, whatever its version. */
  public static AttributeEdit remove(String name) {
    return new AttributeEdit(name, null, ANY);
  }
}
