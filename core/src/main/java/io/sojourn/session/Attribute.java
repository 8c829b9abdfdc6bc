package io.sojourn.session;

/**
 * One attribute's value, opaque text to the kernel, with a version of its own so that writers of
 * different attributes do not disturb each other.
 *
 * @param value the text; bounded by {@link Limits#attributeValueLength()}
 * @param version the version of the session as of the last change of this attribute: it never comes
 *     back, not even when the attribute is removed and set again
 */
public record Attribute(String value, long version) {}
