package io.sojourn.nfs.guide;

import io.sojourn.nfs.protocol.NfsException;
import io.sojourn.nfs.protocol.Principal;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.session.CallbackConnection;
import io.sojourn.nfs.session.CallbackReply;
import io.sojourn.nfs.session.ChannelAttributes;
import io.sojourn.nfs.session.CreateSessionArguments;
import io.sojourn.nfs.session.ExchangeIdArguments;
import io.sojourn.nfs.session.OwnerId;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.session.StateProtection;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

final class CountingProgram {

  private static final Principal ANN = new Principal(Principal.AUTH_SYS, 1001, 100, List.of());
  private static final ChannelAttributes ASKED =
      new ChannelAttributes(0, 1 << 20, 1 << 20, 4096, 16, 8, OptionalInt.empty());

  private CountingProgram() {}

  /** Counts what is executed. */
  static final class Counting extends FileServer {
    private int count;

    @Override
    synchronized byte[] execute(byte[] operations) {
      count++;
      return ("executed " + count).getBytes(StandardCharsets.UTF_8);
    }
  }

  static void run(PrintStream out) throws NfsException {
    Counting server = new Counting();
    CallbackConnection first =
        call -> CompletableFuture.completedStage(new CallbackReply.Rejected());
    CallbackConnection second =
        call -> CompletableFuture.completedStage(new CallbackReply.Rejected());
    OwnerId owner = new OwnerId("client 1".getBytes(StandardCharsets.UTF_8));
    var client =
        server.exchangeId(
            new ExchangeIdArguments(4711, owner, 0, new StateProtection.None(), Optional.empty()),
            ANN,
            0);
    CreateSessionArguments create =
        new CreateSessionArguments(
            client.clientId(), client.sequence(), 0, ASKED, ASKED, 0x4000_0000, List.of());
    SessionKey session = server.createSession(create, ANN, first, 0).session();

    byte[] request = "MKDIR a".getBytes(StandardCharsets.UTF_8);
    SequenceArguments one = new SequenceArguments(session, 1, 0, 0, true);
    out.println(text(server.compound(one, request, ANN, first, 10)));
    // As if the answer had never arrived: the same again, over another connection.
    out.println(text(server.compound(one, request, ANN, second, 20)));
    SequenceArguments two = new SequenceArguments(session, 2, 0, 0, true);
    out.println(text(server.compound(two, request, ANN, second, 30)));
    try {
      server.compound(two, "MKDIR b".getBytes(StandardCharsets.UTF_8), ANN, first, 40);
    } catch (NfsException refused) {
      out.println(refused.status().rfcName());
    }
    server.reap(10_000_000);
    try {
      server.compound(two, request, ANN, first, 10_000_001);
    } catch (NfsException refused) {
      out.println(refused.status().rfcName());
    }
  }

  private static String text(byte[] reply) {
    return new String(reply, StandardCharsets.UTF_8);
  }
}
