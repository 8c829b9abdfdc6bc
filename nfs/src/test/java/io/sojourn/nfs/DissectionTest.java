package io.sojourn.nfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sojourn.nfs.client.CallbackHandler;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.NfsClient;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.OpenRequest;
import io.sojourn.nfs.client.SessionOptions;
import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.session.ChannelDirection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is said on the wire is what a program that we did not write takes it for: Wireshark. */
@Timeout(120)
class DissectionTest extends OnSite {

  private static final Pattern OPERATION = Pattern.compile("Opcode: (?!CB_)\\w+ \\((\\d+)\\)");

  @TempDir private Path folder;

  @Test
  void wiresharkKnowsEveryOperationAndFindsNothingMalformed() throws Exception {
    Path capture = folder.resolve("conversation.pcap");
    int port;
    try (Tap tap = new Tap(site().nfs().address());
        NfsClient client = new NfsClient()) {
      port = tap.address().getPort();
      converse(client, tap);
      Pcap.write(capture, port, tap.said());
    }
    List<String> words = List.of("-r", capture.toString(), "-d", "tcp.port==" + port + ",rpc");

    assertThat(tshark(words, "-Y", "_ws.malformed")).isEmpty();
    long calls = tshark(words, "-Y", "rpc.msgtyp == 0").lines().count();
    assertThat(calls).isGreaterThan(Op.RECLAIM_COMPLETE);
    assertThat(tshark(words, "-Y", "rpc.msgtyp == 1 && rpc.state_accept == 0"))
        .hasLineCount((int) calls);
    String all = tshark(words, "-V");
    assertThat(all).contains("Opcode: CB_SEQUENCE (11)", "Opcode: CB_RECALL (4)");
    Set<Integer> named = new TreeSet<>();
    Matcher operations = OPERATION.matcher(all);
    while (operations.find()) {
      named.add(Integer.parseInt(operations.group(1)));
    }
    assertThat(named)
        .containsAll(IntStream.rangeClosed(Op.ACCESS, Op.RECLAIM_COMPLETE).boxed().toList());
  }

  private static void converse(NfsClient client, Tap tap) throws Exception {
    NfsConnection connection = client.connect(tap.address(), Site.ROOT);
    connection.ping();
    AtomicInteger recalls = new AtomicInteger();
    ClientSession session =
        ClientSession.open(
            client, connection, SessionOptions.of("all").withCallbacks(count(recalls)));
    EveryOperation every = new EveryOperation(session);
    every.use();
    every.beRefused();
    connection.call(new Compound().raw(9_999, new byte[0])); // there is no such operation
    var unused =
        session.bind(client.connect(tap.address(), Site.ROOT), ChannelDirection.BACK_OR_BOTH);
    delegate(client, tap, session, recalls);
    assertThat(session.destroy()).isEqualTo(Status.OK);
    assertThat(connection.call(new Compound().destroyClientId(session.clientId())).status())
        .isEqualTo(Status.OK);
  }

  private static CallbackHandler count(AtomicInteger recalls) {
    return new CallbackHandler() {
      @Override
      public Status recall(StateId delegation, boolean truncate, byte[] fileHandle) {
        recalls.incrementAndGet();
        return Status.OK;
      }
    };
  }

  /** A delegation that is given, asked back because of another client, and given back. */
  private static void delegate(
      NfsClient client, Tap tap, ClientSession session, AtomicInteger recalls) throws Exception {
    int access = OpenRequest.READ | OpenRequest.WANT_READ_DELEGATION;
    var opened =
        session.call(
            new Compound().putRootFileHandle().open(OpenRequest.of("file", access, "reader")),
            true);
    var from = opened.orThrow().read(Op.OPEN);
    StateId open = StateId.read(from);
    from.skip(24);
    from.skip(4 * from.readCount(8));
    assertThat(from.readInt()).as("a delegation for reading").isEqualTo(1);
    StateId delegation = StateId.read(from);
    ClientSession other =
        ClientSession.open(
            client, client.connect(tap.address(), Site.ROOT), SessionOptions.of("other"));
    Compound write =
        new Compound().putRootFileHandle().open(OpenRequest.of("file", OpenRequest.WRITE, "other"));
    assertThat(other.call(write, true).status()).isEqualTo(Status.DELAY);
    await().until(() -> recalls.get() > 0);
    Compound file = new Compound().putRootFileHandle().lookup("file");
    session.call(file.returnDelegation(delegation).close(open), true).orThrow();
    StateId last = StateId.read(other.call(write, true).orThrow().read(Op.OPEN));
    other.call(new Compound().putRootFileHandle().lookup("file").close(last), true).orThrow();
  }

  private String tshark(List<String> words, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("tshark"));
    command.addAll(words);
    command.addAll(List.of(more));
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    int status =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(err)).isZero();
    return new String(Files.readAllBytes(out), UTF_8);
  }
}
