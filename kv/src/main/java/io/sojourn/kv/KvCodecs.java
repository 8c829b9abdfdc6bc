package io.sojourn.kv;

import io.sojourn.machine.Codec;

/**
 * How commands, replies and events become bytes and come back: as the messages {@code Command},
 * {@code Reply} and {@code Event} of {@code sojourn/kv/v1/kv.proto}, which is in this jar. For
 * clients that speak the session protocol themselves. From any thread.
 */
public final class KvCodecs {

  /** The body of a request or query. */
  public static final Codec<KvCommand> COMMAND = new CommandCodec();

  /** The answer to it. */
  public static final Codec<KvReply> REPLY = new ReplyCodec();

  /** The payload of a push. */
  public static final Codec<KvEvent> EVENT = new EventCodec();

  static final Codec<Row> ROW = new RowCodec();

  private KvCodecs() {}
}
