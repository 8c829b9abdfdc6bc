package io.sojourn.nfs.session;

import io.sojourn.nfs.xdr.XdrException;
import io.sojourn.nfs.xdr.XdrReader;
import io.sojourn.nfs.xdr.XdrWriter;
import java.util.OptionalInt;

/**
 * The attributes of one channel of a session, asked or granted (channel_attrs4; RFC 8881, 18.36.3).
 * Sizes are bytes of XDR with the RPC header and without the record mark; all numbers are 0 to
 * 2^32-1.
 *
 * @param headerPadBytes how much padding a requester puts before the data of a write
 * @param requestBytesMax the largest request
 * @param responseBytesMax the largest reply
 * @param cachedBytesMax the largest reply that is kept for retries
 * @param operationsMax the most operations in a request
 * @param requestsMax the most requests at a time: the number of slots at first
 * @param rdmaReads how many RDMA reads may be under way, if RDMA is spoken of
 */
public record ChannelAttributes(
    long headerPadBytes,
    long requestBytesMax,
    long responseBytesMax,
    long cachedBytesMax,
    long operationsMax,
    long requestsMax,
    OptionalInt rdmaReads) {

  /** Reads them. */
  public static ChannelAttributes read(XdrReader from) throws XdrException {
    return new ChannelAttributes(
        from.readUnsigned(),
        from.readUnsigned(),
        from.readUnsigned(),
        from.readUnsigned(),
        from.readUnsigned(),
        from.readUnsigned(),
        from.readCount(1) == 0 ? OptionalInt.empty() : OptionalInt.of(from.readInt()));
  }

  /** Writes them. */
  public void write(XdrWriter to) {
    to.writeInt((int) headerPadBytes);
    to.writeInt((int) requestBytesMax);
    to.writeInt((int) responseBytesMax);
    to.writeInt((int) cachedBytesMax);
    to.writeInt((int) operationsMax);
    to.writeInt((int) requestsMax);
    to.writeInt(rdmaReads.isPresent() ? 1 : 0);
    rdmaReads.ifPresent(to::writeInt);
  }
}
