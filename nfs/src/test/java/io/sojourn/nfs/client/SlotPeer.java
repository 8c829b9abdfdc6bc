package io.sojourn.nfs.client;

import io.sojourn.nfs.protocol.Op;
import io.sojourn.nfs.protocol.SessionKey;
import io.sojourn.nfs.protocol.Status;
import io.sojourn.nfs.rpc.RpcCall;
import io.sojourn.nfs.rpc.RpcConnection;
import io.sojourn.nfs.rpc.RpcHandler;
import io.sojourn.nfs.rpc.RpcLimits;
import io.sojourn.nfs.rpc.RpcMetrics;
import io.sojourn.nfs.rpc.RpcProgram;
import io.sojourn.nfs.rpc.RpcServer;
import io.sojourn.nfs.session.CreateSessionArguments;
import io.sojourn.nfs.session.CreateSessionResult;
import io.sojourn.nfs.session.ExchangeIdArguments;
import io.sojourn.nfs.session.ExchangeIdResult;
import io.sojourn.nfs.session.SequenceArguments;
import io.sojourn.nfs.session.SequenceResult;
import io.sojourn.nfs.session.ServerIdentity;
import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a client's session: makes sessions and watches that slots are used as RFC 8881,
 * 2.10.6 says. It can hold its replies back, so that tests say when, and whether, they come.
 */
final class SlotPeer implements RpcHandler, AutoCloseable {

  static final SessionKey KEY = new SessionKey(1, 2);

  /** A request whose reply is held back. */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Held(RpcCall call, SequenceArguments sequence, byte[] reply) {
    void answer() {
      call.reply(reply);
    }
  }

  final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
  volatile boolean holds;
  volatile long target = 15;
  volatile @Nullable RpcConnection connection;
  private final Map<Long, Long> sequences = new HashMap<>();
  private final Map<Long, byte[]> requests = new HashMap<>();
  private final Map<Long, byte[]> replies = new HashMap<>();
  private int executed;
  private int replayed;
  private long highestSlot;
  private final RpcServer server;

  SlotPeer() throws IOException {
    server =
        RpcServer.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            RpcLimits.DEFAULT,
            List.of(new RpcProgram(NfsConnection.PROGRAM, 4, 4, this)),
            new RpcMetrics());
  }

  InetSocketAddress address() {
    return server.address();
  }

  synchronized int executed() {
    return executed;
  }

  synchronized int replayed() {
    return replayed;
  }

  synchronized long takeHighestSlot() {
    long highest = highestSlot;
    highestSlot = 0;
    return highest;
  }

  @Override
  public void handle(RpcCall call) {
    connection = call.connection();
    try {
      XdrReader from = call.arguments();
      from.skipOpaque(1024);
      from.readInt();
      int count = from.readCount(64);
      int first = from.readInt();
      switch (first) {
        case Op.EXCHANGE_ID -> call.reply(exchangeId(from));
        case Op.CREATE_SESSION -> call.reply(createSession(from));
        case Op.SEQUENCE -> sequenced(call, SequenceArguments.read(from), count, from);
        default -> call.garbageArguments();
      }
    } catch (XdrException e) {
      call.garbageArguments();
    }
  }

  private static XdrWriter begin(Status status, int results) {
    XdrWriter to = new XdrWriter();
    to.writeInt(status.code());
    to.writeInt(0);
    to.writeInt(results);
    return to;
  }

  private static byte[] exchangeId(XdrReader from) throws XdrException {
    ExchangeIdArguments arguments = ExchangeIdArguments.read(from);
    XdrWriter to = begin(Status.OK, 1);
    to.writeInt(Op.EXCHANGE_ID);
    to.writeInt(0);
    byte[] owner = arguments.owner().bytes();
    new ExchangeIdResult(7, 9, 0x1_0000, new ServerIdentity(0, owner, owner, Optional.empty()))
        .write(to);
    return to.toBytes();
  }

  private static byte[] createSession(XdrReader from) throws XdrException {
    CreateSessionArguments arguments = CreateSessionArguments.read(from);
    boolean right = arguments.clientId() == 7 && arguments.sequence() == 9;
    XdrWriter to = begin(right ? Status.OK : Status.STALE_CLIENTID, 1);
    to.writeInt(Op.CREATE_SESSION);
    to.writeInt(right ? 0 : Status.STALE_CLIENTID.code());
    if (right) {
      new CreateSessionResult(KEY, 9, arguments.flags(), arguments.fore(), arguments.back())
          .write(to);
    }
    return to.toBytes();
  }

  private synchronized void sequenced(
      RpcCall call, SequenceArguments asked, int count, XdrReader from) throws XdrException {
    long last = sequences.getOrDefault(asked.slot(), 0L);
    byte[] request = Arrays.copyOfRange(call.record(), call.argumentsBegin(), call.argumentsEnd());
    byte[] kept = replies.get(asked.slot());
    if (asked.sequence() == last
        && kept != null
        && Arrays.equals(request, requests.get(asked.slot()))) {
      replayed++;
      call.reply(kept);
      return;
    }
    if (asked.sequence() != last + 1 || asked.slot() > asked.highestSlot()) {
      XdrWriter to = begin(Status.SEQ_MISORDERED, 1);
      to.writeInt(Op.SEQUENCE);
      to.writeInt(Status.SEQ_MISORDERED.code());
      call.reply(to.toBytes());
      return;
    }
    executed++;
    highestSlot = Math.max(highestSlot, asked.slot());
    byte[] reply = execute(asked, count, from);
    sequences.put(asked.slot(), asked.sequence());
    requests.put(asked.slot(), request);
    replies.put(asked.slot(), reply);
    if (holds) {
      held.add(new Held(call, asked, reply));
    } else {
      call.reply(reply);
    }
  }

  private byte[] execute(SequenceArguments asked, int count, XdrReader from) throws XdrException {
    XdrWriter to = begin(Status.OK, count);
    to.writeInt(Op.SEQUENCE);
    to.writeInt(0);
    new SequenceResult(asked.session(), asked.sequence(), asked.slot(), 15, target, 0).write(to);
    for (int i = 1; i < count; i++) {
      int operation = from.readInt();
      if (operation == Op.RECLAIM_COMPLETE) {
        from.readBoolean();
      }
      to.writeInt(operation);
      to.writeInt(0);
    }
    return to.toBytes();
  }

  @Override
  public void close() {
    server.close();
  }
}
