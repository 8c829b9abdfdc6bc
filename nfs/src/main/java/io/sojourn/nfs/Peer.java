package io.sojourn.nfs;

import io.sojourn.nfs.rpc.RpcConnection;
import io.sojourn.nfs.rpc.RpcCredential;
import io.sojourn.nfs.rpc.RpcException;
import io.sojourn.nfs.session.CallbackCall;
import io.sojourn.nfs.session.CallbackConnection;
import io.sojourn.nfs.session.CallbackReply;
import io.sojourn.nfs.session.CallbackSecurity;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A connection as the door knows it; callbacks go over it. Equal to itself alone. */
final class Peer implements CallbackConnection {

  private final RpcConnection connection;
  private final long callbackMillis;

  Peer(RpcConnection connection, long callbackMillis) {
    this.connection = connection;
    this.callbackMillis = callbackMillis;
  }

  RpcConnection connection() {
    return connection;
  }

  /** The other end, for people to look at. */
  String remote() {
    InetSocketAddress address = connection.remoteAddress();
    return address == null ? "" : address.getHostString() + ":" + address.getPort();
  }

  @Override
  public CompletionStage<CallbackReply> call(CallbackCall call) {
    return connection
        .call(
            call.program(),
            CallbackCall.VERSION,
            call.procedure(),
            credential(call.security()),
            call.arguments(),
            callbackMillis)
        .handle(
            (results, failure) ->
                failure == null ? new CallbackReply.Answered(results) : failed(failure));
  }

  private static CallbackReply failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : failure;
    return switch (cause) {
      case RpcException.NotWritten notWritten -> new CallbackReply.NotWritten();
      case RpcException.Rejected rejected -> new CallbackReply.Rejected();
      default -> new CallbackReply.NoAnswer();
    };
  }

  private static RpcCredential credential(CallbackSecurity security) {
    return switch (security) {
      case CallbackSecurity.Sys sys ->
          RpcCredential.sys(
              sys.machine(), unsigned(sys.uid()), unsigned(sys.gid()), groups(sys.gids()));
      case CallbackSecurity.None none -> RpcCredential.NONE;
      case CallbackSecurity.Gss gss ->
          throw new IllegalArgumentException("handles of RPCSEC_GSS are not kept");
    };
  }

  private static List<Long> groups(List<Integer> gids) {
    return gids.stream().map(Peer::unsigned).toList();
  }

  private static long unsigned(int number) {
    return number & 0xffff_ffffL;
  }
}
