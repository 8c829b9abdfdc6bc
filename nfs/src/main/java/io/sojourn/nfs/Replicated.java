package io.sojourn.nfs;

import io.sojourn.machine.Command;
import io.sojourn.machine.Consistency;
import io.sojourn.machine.Exchange;
import io.sojourn.machine.Reply;
import io.sojourn.nfs.machine.ClientImage;
import io.sojourn.nfs.machine.CompoundCall;
import io.sojourn.nfs.machine.NfsCommand;
import io.sojourn.nfs.machine.NfsMachine;
import io.sojourn.nfs.machine.NfsQuery;
import io.sojourn.nfs.machine.NfsReply;
import io.sojourn.nfs.machine.SessionImage;
import io.sojourn.nfs.machine.SessionOutline;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine as the door sees it. Never blocks; stages complete on the thread that applies the
 * log, or at once, and never exceptionally.
 */
final class Replicated {

  /** Reads an answer of the machine. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(byte[] bytes) throws XdrException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Replicated.class);

  private final Exchange exchange;

  Replicated(Exchange exchange) {
    this.exchange = exchange;
  }

  /**
   * What a client is told of a refusal: to come again only if it may be another answer then. What
   * the machine failed at it would fail at again.
   */
  static Status status(Refusal why) {
    return switch (why.code()) {
      case UNAVAILABLE, NOT_LEADER -> Status.DELAY;
      default -> Status.SERVERFAULT;
    };
  }

  /** Has a command executed, in the log. */
  CompletionStage<Outcome<NfsReply>> command(NfsCommand command) {
    return exchange
        .service(new Command.Service(NfsMachine.NAME, command.toBytes()))
        .thenApply(outcome -> read(outcome, NfsReply::read));
  }

  /** Has a compound executed that changes nothing. */
  CompletionStage<Outcome<NfsReply>> query(CompoundCall call) {
    return ask(new NfsQuery.Compound(call), NfsReply::read);
  }

  /** Asks for a session and its slots. */
  CompletionStage<Outcome<Optional<SessionImage>>> session(SessionKey key) {
    return ask(new NfsQuery.Session(key), SessionImage::readOptional);
  }

  /** Asks for a page of the clients. */
  CompletionStage<Outcome<List<ClientImage>>> clients(long after, int max) {
    return ask(new NfsQuery.Clients(after, max), ClientImage::readList);
  }

  /** Asks for a page of the sessions. */
  CompletionStage<Outcome<List<SessionOutline>>> sessions(long after, int enough) {
    return ask(new NfsQuery.Sessions(after, enough), SessionOutline::readList);
  }

  /** Asks whether there is anything to give up. */
  CompletionStage<Outcome<Boolean>> isUntidy() {
    return ask(new NfsQuery.Untidy(), bytes -> new XdrReader(bytes).readBoolean());
  }

  private <T> CompletionStage<Outcome<T>> ask(NfsQuery query, Reader<T> reader) {
    return exchange
        .ask(NfsMachine.NAME, query.toBytes(), Consistency.LINEARIZABLE)
        .thenApply(outcome -> read(outcome, reader));
  }

  private static <T> Outcome<T> read(Outcome<Reply> outcome, Reader<T> reader) {
    return switch (outcome) {
      case Outcome.Done<Reply> done -> read(done.value(), reader);
      case Outcome.Refused<Reply> refused -> new Outcome.Refused<>(refused.why());
      case Outcome.Uncertain<Reply> uncertain -> new Outcome.Uncertain<>(uncertain.detail());
    };
  }

  private static <T> Outcome<T> read(Reply reply, Reader<T> reader) {
    if (!(reply instanceof Reply.Executed executed)) {
      // It threw, and what it wrote was undone: a flaw, here or in what is kept.
      LOG.error("The machine of NFS answered {}", reply);
      return new Outcome.Refused<>(
          Refusal.of(Refusal.Code.COMMAND_UNREADABLE, "the machine answered " + reply));
    }
    try {
      return new Outcome.Done<>(reader.read(executed.reply()));
    } catch (XdrException e) {
      throw new IllegalStateException("the machine's answer cannot be read", e);
    }
  }
}
