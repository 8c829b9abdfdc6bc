package io.sojourn.nfs.session;

import io.sojourn.nfs.protocol.SessionKey;
import java.util.OptionalInt;

/** Records of sessions for tests of their channels. */
final class Channels {

  static final SessionKey SESSION = new SessionKey(0x55, 0x66);

  private Channels() {}

  static ChannelAttributes attributes(int slots) {
    return new ChannelAttributes(0, 1000, 1000, 600, 8, slots, OptionalInt.empty());
  }

  static SessionRecord session(int slots, int slotsMax) {
    return session(attributes(slots), slotsMax, attributes(slots));
  }

  static SessionRecord session(ChannelAttributes fore, int slotsMax, ChannelAttributes back) {
    return new SessionRecord(
        SESSION,
        0x77,
        CreateSessionFlags.CONN_BACK_CHAN,
        fore,
        slotsMax,
        back,
        0x4000_0000,
        new CallbackSecurity.None(),
        0,
        false);
  }

  static SequenceArguments sequence(long slot, long sequence) {
    return new SequenceArguments(SESSION, sequence, slot, slot, false);
  }
}
