package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.MemoryLog;
import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.ClientSession;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.client.OpenRequest;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.StateId;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.session.BindConnectionArguments;
import io.sojourn.nfs.session.ChannelDirection;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/** Compounds of which some bytes are anything: each is answered, and the door goes on. */
class HostileCompoundTest {

  private static final int COMPOUNDS = Integer.getInteger("sojourn.nfs.hostile", 4_000);

  private static final int GARBAGE_ARGS = 4;

  private static List<byte[]> good(SessionKey session, Random random) {
    AttributeValues mode = new AttributeValues().mode(0755);
    long sequence = random.nextLong(1, 4);
    int slot = random.nextInt(8);
    boolean keep = random.nextBoolean();
    return List.of(
        Site.on(session, slot, sequence, keep).encode(),
        Site.on(session, slot, sequence, keep)
            .putRootFileHandle()
            .makeDirectory("d" + random.nextInt(9), mode)
            .encode(),
        Site.on(session, slot, sequence, keep)
            .putRootFileHandle()
            .open(OpenRequest.create("f", OpenRequest.BOTH, "me"))
            .write(StateId.CURRENT, 5, 2, new byte[9])
            .getFileHandle()
            .encode(),
        Site.on(session, slot, sequence, keep)
            .putRootFileHandle()
            .readDirectory(0, 0, 4096, 4096, 1, 4, 19)
            .encode(),
        new Compound()
            .bindConnection(
                new BindConnectionArguments(session, ChannelDirection.FORE_OR_BOTH, false))
            .encode(),
        new Compound().destroyClientId(7).encode());
  }

  @Test
  void mutatedCompoundsAreAnsweredAndTheDoorGoesOn() throws Exception {
    try (InMemory site = new InMemory(new MemoryLog())) {
      NfsConnection connection = site.connect();
      ClientSession session = site.session(connection);
      Seeds.run(
          1,
          seed -> {
            Random random = new Random(seed);
            List<CompletableFuture<CompoundReply>> sent = new ArrayList<>();
            for (int i = 0; i < COMPOUNDS; i++) {
              List<byte[]> good = good(session.key(), random);
              byte[] bytes = good.get(random.nextInt(good.size()));
              for (int j = random.nextInt(4); j > 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
              }
              int length =
                  random.nextInt(9) == 0 ? random.nextInt(bytes.length) & ~3 : bytes.length;
              sent.add(connection.sendEncoded(Arrays.copyOf(bytes, length)).toCompletableFuture());
              if (sent.size() == 64) {
                requireAnswers(sent);
              }
            }
            requireAnswers(sent);
          });
      assertThat(connection.isOpen()).isTrue();
      CompoundReply fine = site.connect().call(new Compound().destroyClientId(session.clientId()));
      assertThat(fine.status()).isIn(Status.OK, Status.CLIENTID_BUSY, Status.STALE_CLIENTID);
      assertThat(site.nfs().metrics().counts()).containsEntry("uncertain", 0L);
    }
  }

  /** A reply, or GARBAGE_ARGS: never silence, and never a failure of the server. */
  private static void requireAnswers(List<CompletableFuture<CompoundReply>> sent) {
    for (CompletableFuture<CompoundReply> each : sent) {
      try {
        CompoundReply reply = each.get();
        assertThat(reply.results()).hasSize(reply.count());
        assertThat(reply.status()).isNotEqualTo(Status.SERVERFAULT);
      } catch (ExecutionException | XdrException | InterruptedException e) {
        assertThat(e.getCause())
            .isInstanceOfSatisfying(
                RpcException.Rejected.class,
                rejected -> assertThat(rejected.stat()).isEqualTo(GARBAGE_ARGS));
      }
    }
    sent.clear();
  }
}
