package io.sojourn.machine;

import java.util.List;

/**
 * What applying an entry gave.
 *
 * @param replies one per command, in order
 * @param effects what happened besides, in order, expiry before commands
 */
public record Applied(List<Reply> replies, List<Effect> effects) {}
