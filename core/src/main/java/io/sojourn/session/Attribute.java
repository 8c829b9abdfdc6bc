package io.sojourn.session;

/**
 * One attribute's value, opaque text to the kernel, with a version of its own so that writers of
 * different attributes do not disturb each other.
 *
 * @param value the text; bounded by {@link Limits#attributeValueLength()}
 * @param version 1 when first set, one more with each change
 */
public record Attribute(String value, long version) {}
