package io.sojourn.nfs.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sojourn.nfs.client.RawConnection;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import io.sojourn.testing.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A million good records with something wrong in them. {@code -Dsojourn.mutations=N} sends so many
 * per seed instead.
 */
class MutationTest {

  private static final int PER_SEED = Integer.getInteger("sojourn.mutations", 250_000);
  private static final int PER_SEED_OF_A_FEW = 5_000;
  private static final int SEEDS = 4;
  private static final long HEAP_GROWTH_MAX = 64 << 20;
  private static final RpcLimits LIMITS = RpcLimits.DEFAULT.withRecords(4096, 8);

  private final RpcMetrics metrics = new RpcMetrics();

  @Test
  void noMutatedRecordIsMoreThanRefusedOrAnswered() {
    sendMutations(PER_SEED);
  }

  private void sendMutations(int perSeed) {
    long before = heapInUse();
    Seeds.run(
        SEEDS,
        seed -> {
          Random random = new Random(seed);
          EmbeddedChannel channel = open();
          for (int i = 0; i < perSeed; i++) {
            ByteBuf sent = Unpooled.wrappedBuffer(mutate(random, valid(random)));
            channel.writeInbound(sent);
            assertThat(sent.refCnt()).isZero();
            boolean open = readReplies(channel);
            if (!open || random.nextInt(50) == 0) {
              channel.finishAndReleaseAll();
              channel = open();
            }
          }
          channel.finishAndReleaseAll();
        });
    assertThat(metrics.refusals(RpcRefusal.FAULT)).isZero();
    assertThat(metrics.refusals(RpcRefusal.SYSTEM_ERROR)).isZero();
    assertThat(metrics.connections()).isZero();
    assertThat(heapInUse() - before).isLessThan(HEAP_GROWTH_MAX);
  }

  @Test
  void theMutationsReachEveryRefusalOfACall() {
    sendMutations(PER_SEED_OF_A_FEW);
    assertThat(metrics.calls()).isPositive();
    assertThat(metrics.strayReplies()).isPositive();
    for (RpcRefusal reason :
        List.of(
            RpcRefusal.RPC_MISMATCH,
            RpcRefusal.BAD_CREDENTIAL,
            RpcRefusal.REJECTED_CREDENTIAL,
            RpcRefusal.BAD_VERIFIER,
            RpcRefusal.PROGRAM_UNAVAILABLE,
            RpcRefusal.PROGRAM_MISMATCH,
            RpcRefusal.GARBAGE_ARGUMENTS,
            RpcRefusal.NOT_RPC,
            RpcRefusal.RECORD_TOO_LONG,
            RpcRefusal.TOO_MANY_FRAGMENTS)) {
      assertThat(metrics.refusals(reason)).as(reason.name()).isPositive();
    }
  }

  private static long heapInUse() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private EmbeddedChannel open() {
    EmbeddedChannel channel = new EmbeddedChannel();
    LoopSweep sweep = LoopSweep.start(channel.eventLoop(), LIMITS.millis().sweep());
    RpcProgram program = new RpcProgram(Records.PROGRAM, 4, 4, MutationTest::readArguments);
    Line line = new Line(channel, LIMITS, metrics, List.of(program), sweep);
    channel.pipeline().addLast(line);
    line.channelActive(channel.pipeline().context(line));
    return channel;
  }

  /** Takes a number and text, as a small procedure would. */
  private static void readArguments(RpcCall call) {
    try {
      XdrReader from = call.arguments();
      from.readInt();
      String text = from.readText(64);
      from.requireEnd();
      XdrWriter to = new XdrWriter();
      to.writeText(text);
      call.reply(to);
    } catch (XdrException e) {
      call.garbageArguments();
    }
  }

  private static byte[] valid(Random random) {
    XdrWriter rest = new XdrWriter();
    byte[] credential =
        random.nextBoolean()
            ? RpcCredential.NONE.encoded()
            : RpcCredential.sys("host", random.nextInt(5), 1, List.of(2L, 3L)).encoded();
    rest.writeEncoded(credential, 0, credential.length);
    rest.writeInt(random.nextInt());
    rest.writeText("x".repeat(random.nextInt(20)));
    return Records.call(random.nextInt(), 2, Records.PROGRAM, 4, random.nextInt(2), rest.toBytes());
  }

  /** Changes a record, or its marks; or both stay as they are. */
  private static byte[] mutate(Random random, byte[] record) {
    byte[] changed = record.clone();
    switch (random.nextInt(6)) {
      case 0 -> changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed = Arrays.copyOf(changed, random.nextInt(2 * changed.length));
      case 2 -> {
        int word = 4 * random.nextInt(changed.length / 4);
        int value = List.of(0, 1, 2, 3, -1, 400, 401, 1 << 30, 1 << 31).get(random.nextInt(9));
        for (int i = 0; i < 4; i++) {
          changed[word + i] = (byte) (value >>> (24 - 8 * i));
        }
      }
      case 3 -> random.nextBytes(changed);
      default -> {
        // The record stays, the marks may not.
      }
    }
    byte[] framed = RawConnection.fragment(changed, 0, changed.length, random.nextInt(10) > 0);
    if (random.nextInt(20) == 0) {
      framed[random.nextInt(4)] ^= (byte) (1 << random.nextInt(8));
    }
    return framed;
  }

  /** Whether the connection is still open; what it answered is well formed. */
  private static boolean readReplies(EmbeddedChannel channel) throws XdrException {
    while (true) {
      @Nullable ByteBuf out = channel.readOutbound();
      if (out == null) {
        return channel.isActive();
      }
      while (out.isReadable()) {
        int mark = out.readInt();
        assertThat(mark).isNegative();
        byte[] reply = new byte[mark & 0x7fff_ffff];
        out.readBytes(reply);
        XdrReader from = new XdrReader(reply);
        from.readInt();
        assertThat(from.readInt()).isEqualTo(1);
        assertThat(from.readInt()).isBetween(0, 1);
        assertThat(reply.length).isBetween(20, 24 + 4 + 64);
      }
      out.release();
    }
  }
}
