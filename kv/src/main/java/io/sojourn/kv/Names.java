package io.sojourn.kv;

import io.sojourn.session.SessionId;

/**
 * The names of the entries of the machine's state. Each kind has a letter of its own; a text that
 * is followed by something is preceded by its length, so that no text can be taken for another.
 */
final class Names {

  /**
   * {@link Row.Counter}: the version of the last change, which is also the last token or ticket.
   */
  static final String VERSION = "v";

  private Names() {}

  /** {@link Row.Item}: a key. */
  static String item(String key) {
    return "k/" + key;
  }

  /** The key of an item's name. */
  static String keyOf(String item) {
    return item.substring(2);
  }

  /** {@link Row.Mark}: a key that a session owns. */
  static String owned(SessionId owner, String key) {
    return ownedBy(owner) + key;
  }

  static String ownedBy(SessionId owner) {
    return "o/" + owner + "/";
  }

  /** {@link Row.Holdings}: how much a session has. */
  static String holdings(SessionId session) {
    return "s/" + session;
  }

  /** {@link Row.Mark}: a session that watches a target. */
  static String watcher(Target target, SessionId session) {
    return watchersOf(target) + session;
  }

  static String watchersOf(Target target) {
    return (target.prefix() ? "wp/" : "wk/") + target.text().length() + ":" + target.text() + "/";
  }

  /** {@link Row.Mark}: a target that a session watches. */
  static String watch(SessionId session, Target target) {
    return watchesBy(session) + (target.prefix() ? "p" : "k") + target.text();
  }

  static String watchesBy(SessionId session) {
    return "x/" + session + "/";
  }

  /** {@link Row.Counter}: how many watch a target. */
  static String watchers(Target target) {
    return (target.prefix() ? "np/" : "nk/") + target.text();
  }

  /** {@link Row.Counter}: how many watches have a prefix. */
  static final String PREFIX_WATCHES = "l";

  /** {@link Row.Counter}: how many watches have a prefix of that length. */
  static String prefixLength(int length) {
    return PREFIX_LENGTHS + (char) length;
  }

  static final String PREFIX_LENGTHS = "l/";

  /** The length that such a name is about. */
  static int lengthOf(String prefixLength) {
    return prefixLength.charAt(PREFIX_LENGTHS.length());
  }

  /** {@link Row.LockState}: a lock that is held. */
  static String lock(String name) {
    return "m/" + name;
  }

  /** {@link Row.Waiter}: a place in the queue of a lock, in the order of the tickets. */
  static String waiter(String lock, long ticket) {
    return waitersFor(lock) + "%016x".formatted(ticket);
  }

  static String waitersFor(String lock) {
    return "q/" + lock.length() + ":" + lock + "/";
  }

  /** {@link Row.Claim}: a session's part in a lock. */
  static String claim(SessionId session, String lock) {
    return claimsOf(session) + lock;
  }

  static String claimsOf(SessionId session) {
    return "h/" + session + "/";
  }
}
