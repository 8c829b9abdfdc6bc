package io.sojourn.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.MemoryLog;
import io.sojourn.nfs.client.AttributeValues;
import io.sojourn.nfs.client.Compound;
import io.sojourn.nfs.client.CompoundReply;
import io.sojourn.nfs.client.NfsConnection;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RaceTest {

  private static final int RACES = 10_000;

  @Test
  @DisplayName("2.10.6.1: the same slot and sequence on two connections at once: one execution")
  void sameRequestOnTwoConnections() throws Exception {
    try (InMemory site = new InMemory(new MemoryLog())) {
      NfsConnection one = site.connect();
      NfsConnection two = site.connect();
      SessionKey session = site.session(one).key();
      int delays = 0;
      for (int i = 1; i <= RACES; i++) {
        // Executed twice it would fail the second time.
        Compound request =
            i % 2 == 1
                ? Site.on(session, 2, i, true)
                    .putRootFileHandle()
                    .makeDirectory("race", new AttributeValues().mode(0755))
                : Site.on(session, 2, i, true).putRootFileHandle().remove("race");
        CompletableFuture<CompoundReply> first = one.send(request).toCompletableFuture();
        CompletableFuture<CompoundReply> second = two.send(request).toCompletableFuture();
        CompoundReply left = first.get();
        CompoundReply right = second.get();
        assertThat(left.status()).isIn(Status.OK, Status.DELAY);
        assertThat(right.status()).isIn(Status.OK, Status.DELAY);
        CompoundReply done = left.status() == Status.OK ? left : right;
        assertThat(done.status()).isEqualTo(Status.OK);
        if (left.status() == right.status()) {
          assertThat(left.encoded()).isEqualTo(right.encoded());
        } else {
          delays++;
          assertThat((left == done ? two : one).call(request).encoded()).isEqualTo(done.encoded());
        }
      }
      assertThat(site.nfs().metrics().counts())
          .containsEntry("replayed", (long) RACES)
          .containsEntry("delayed", (long) delays)
          .containsEntry("false_retry", 0L);
    }
  }
}
