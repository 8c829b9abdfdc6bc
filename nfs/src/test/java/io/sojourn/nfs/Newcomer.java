package io.sojourn.nfs;

import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.session.CreateSessionArguments;
import io.sojourn.nfs.session.ExchangeIdArguments;
import io.sojourn.nfs.session.ExchangeIdFlags;
import io.sojourn.nfs.session.ExchangeIdResult;
import io.sojourn.nfs.session.StateProtection;
import java.util.Optional;

/** What a client says before it has a session, compound by compound. */
final class Newcomer {

  private Newcomer() {}

  static Compound exchangeId(SessionOptions options, int flags) {
    return new Compound()
        .exchangeId(
            new ExchangeIdArguments(
                options.verifier(),
                options.owner(),
                flags,
                new StateProtection.None(),
                Optional.empty()));
  }

  static Compound exchangeId(SessionOptions options) {
    return exchangeId(options, ExchangeIdFlags.USE_NON_PNFS);
  }

  /** EXCHANGE_ID that has to succeed. */
  static ExchangeIdResult introduce(NfsConnection connection, SessionOptions options)
      throws Exception {
    return ExchangeIdResult.read(
        connection.call(exchangeId(options)).orThrow().read(Op.EXCHANGE_ID));
  }

  static Compound createSession(SessionOptions options, long clientId, long sequence) {
    return new Compound()
        .createSession(
            new CreateSessionArguments(
                clientId,
                sequence,
                options.flags(),
                options.fore(),
                options.back(),
                NfsClient.CALLBACK_PROGRAM,
                options.security()));
  }
}
