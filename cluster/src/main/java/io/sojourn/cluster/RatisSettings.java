package io.sojourn.cluster;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/*
 * What Ratis is told, and why. Its documentation and its code disagree about several keys and
 * defaults, and a key that it does not know is taken without a word. So every setting goes through a
 * typed setter and is read back by the typed getter that Ratis itself uses; a setting that does not
 * arrive is a programming error.
 *
 * - The folder: the default lies under /tmp, and so does the one for removed groups.
 * - Listening: the default is every address of the machine.
 * - Client threads: one is enough, since one thread appends; it also keeps the appends in order.
 * - Retry cache: nothing relies on it; it is kept short because it holds memory.
 * - Metadata entries: an entry after each commit, written, synced and sent like any other, by which a
 *   restarted node knows what was committed before a leader tells it. That is not worth twice the
 *   syncs. Without them LastCommit has the followers hear of the last commit in time.
 * - Wait between sends: the default holds an entry back until a millisecond after the last send to
 *   the same node. What it gathers in that time is what our writer has gathered already.
 * - Snapshots: made by our own writer, so Ratis triggers none by itself. It purges its log up to
 *   what we tell it, which is the older of the two that are kept. Its retention defaults to all.
 * - Flush: never the asynchronous or unsafe kind, which acknowledges before the sync.
 * - Step-down wait: for how long a leader that heard of no majority stands for no election. By the
 *   default of ten seconds nobody leads for that time after a short trouble, if those who may stand
 *   have not all of the log. One election timeout is enough for the others to be first.
 * - Close threshold: a process that stood still for longer shuts its log down for good. The default
 *   of a minute makes a suspended machine lose a member that only had to wake up.
 * - The buffer of the sender bounds the size of an entry; the write buffer has to be larger by the
 *   frame of one.
 */
final class RatisSettings {

  static final Duration CLOSE_THRESHOLD = Duration.ofDays(1);
  static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);

  /** How long a node that is being added may say nothing: it may be loading a large snapshot. */
  static final Duration STAGING_TIMEOUT = Duration.ofSeconds(30);

  static final Duration INVITATION_TIMEOUT = Duration.ofSeconds(15);
  static final int SNAPSHOTS_KEPT = 2;

  private static final Duration FIRST_ELECTION_ALONE = Duration.ofMillis(10);
  private static final int ENTRY_FRAME_BYTES = 4096;
  private static final int LENGTH_AND_CHECKSUM_BYTES = 8;
  private static final int SYNC_BATCH = 128;

  /** Also how often a connection that takes no more is looked at. */
  private static final int SEND_WAIT_MICROS = 50;

  private static final int CACHED_SEGMENTS_MAX = 3;
  private static final int CACHED_BYTES_MAX = 64 << 20;
  private static final int PREALLOCATED_BYTES_MAX = 4 << 20;
  private static final int WAITING_BYTES_MAX = 64 << 20;
  private static final int SNAPSHOT_CHUNK_BYTES = 1 << 20;

  private final RaftProperties properties = new RaftProperties();
  private final RatisLogOptions options;

  private RatisSettings(RatisLogOptions options) {
    this.options = options;
  }

  /**
   * The settings of a server.
   *
   * @param storage the folder of Ratis
   * @param removed where Ratis would put groups that it is told to remove
   * @param alone whether this node is the only member
   */
  static RaftProperties server(
      Path storage, Path removed, NodeAddress self, boolean alone, RatisLogOptions options) {
    RatisSettings settings = new RatisSettings(options);
    settings.place(storage, removed, self);
    settings.log();
    settings.snapshots();
    settings.times(alone);
    settings.reads();
    return settings.properties;
  }

  /** The settings of a client that asks another node, and waits so long for its answer. */
  static RaftProperties client(RatisLogOptions options, Duration patience) {
    RatisSettings settings = new RatisSettings(options);
    RaftConfigKeys.Rpc.setType(settings.properties, SupportedRpcType.GRPC);
    RaftClientConfigKeys.Rpc.setRequestTimeout(settings.properties, duration(patience));
    return settings.properties;
  }

  /** Whom to believe: nobody without a certificate, if there are any. */
  static Parameters parameters(RatisLogOptions options) {
    Parameters parameters = new Parameters();
    options
        .network()
        .tls()
        .ifPresent(
            files -> {
              GrpcTlsConfig tls =
                  new GrpcTlsConfig(
                      files.key().toFile(),
                      files.certificate().toFile(),
                      files.authority().toFile(),
                      true);
              GrpcConfigKeys.TLS.setConf(parameters, tls);
              GrpcConfigKeys.Server.setTlsConf(parameters, tls);
              GrpcConfigKeys.Client.setTlsConf(parameters, tls);
              GrpcConfigKeys.Admin.setTlsConf(parameters, tls);
            });
    return parameters;
  }

  private void place(Path storage, Path removed, NodeAddress self) {
    List<File> folders = List.of(storage.toFile());
    RaftServerConfigKeys.setStorageDir(properties, folders);
    require(folders, RaftServerConfigKeys.storageDir(properties));
    RaftServerConfigKeys.setRemovedGroupsDir(properties, removed.toFile());
    require(removed.toFile(), RaftServerConfigKeys.removedGroupsDir(properties));
    RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
    NodeAddress listen = options.network().listen().orElse(self);
    GrpcConfigKeys.Server.setHost(properties, listen.host());
    require(listen.host(), GrpcConfigKeys.Server.host(properties));
    GrpcConfigKeys.Server.setPort(properties, listen.port());
    require(listen.port(), GrpcConfigKeys.Server.port(properties));
    RaftServerConfigKeys.ThreadPool.setClientCached(properties, false);
    require(false, RaftServerConfigKeys.ThreadPool.clientCached(properties));
    RaftServerConfigKeys.ThreadPool.setClientSize(properties, 1);
    require(1, RaftServerConfigKeys.ThreadPool.clientSize(properties));
  }

  private void log() {
    int entry = options.sizes().entryBytesMax() + ENTRY_FRAME_BYTES;
    RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, bytes(entry));
    require(bytes(entry), RaftServerConfigKeys.Log.Appender.bufferByteLimit(properties));
    SizeInBytes buffer = bytes(entry + LENGTH_AND_CHECKSUM_BYTES);
    RaftServerConfigKeys.Log.setWriteBufferSize(properties, buffer);
    require(buffer, RaftServerConfigKeys.Log.writeBufferSize(properties));
    RaftServerConfigKeys.Log.setSegmentSizeMax(properties, bytes(options.sizes().segmentBytes()));
    require(
        bytes(options.sizes().segmentBytes()), RaftServerConfigKeys.Log.segmentSizeMax(properties));
    SizeInBytes preallocated =
        bytes(Math.min(PREALLOCATED_BYTES_MAX, options.sizes().segmentBytes()));
    RaftServerConfigKeys.Log.setPreallocatedSize(properties, preallocated);
    require(preallocated, RaftServerConfigKeys.Log.preallocatedSize(properties));
    RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, CACHED_SEGMENTS_MAX);
    require(CACHED_SEGMENTS_MAX, RaftServerConfigKeys.Log.segmentCacheNumMax(properties));
    RaftServerConfigKeys.Log.setSegmentCacheSizeMax(properties, bytes(CACHED_BYTES_MAX));
    require(bytes(CACHED_BYTES_MAX), RaftServerConfigKeys.Log.segmentCacheSizeMax(properties));
    RaftServerConfigKeys.Log.setQueueByteLimit(properties, bytes(WAITING_BYTES_MAX));
    require(bytes(WAITING_BYTES_MAX), RaftServerConfigKeys.Log.queueByteLimit(properties));
    RaftServerConfigKeys.Write.setByteLimit(properties, bytes(WAITING_BYTES_MAX));
    require(bytes(WAITING_BYTES_MAX), RaftServerConfigKeys.Write.byteLimit(properties));
    RaftServerConfigKeys.Log.setForceSyncNum(properties, SYNC_BATCH);
    require(SYNC_BATCH, RaftServerConfigKeys.Log.forceSyncNum(properties));
    RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, false);
    require(false, RaftServerConfigKeys.Log.unsafeFlushEnabled(properties));
    RaftServerConfigKeys.Log.setAsyncFlushEnabled(properties, false);
    require(false, RaftServerConfigKeys.Log.asyncFlushEnabled(properties));
    RaftServerConfigKeys.Log.setUseMemory(properties, false);
    require(false, RaftServerConfigKeys.Log.useMemory(properties));
    RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
    require(false, RaftServerConfigKeys.Log.logMetadataEnabled(properties));
    TimeDuration wait = TimeDuration.valueOf(SEND_WAIT_MICROS, TimeUnit.MICROSECONDS);
    RaftServerConfigKeys.Log.Appender.setWaitTimeMin(properties, wait);
    require(wait, RaftServerConfigKeys.Log.Appender.waitTimeMin(properties));
    var refuse = RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION;
    RaftServerConfigKeys.Log.setCorruptionPolicy(properties, refuse);
    require(refuse, RaftServerConfigKeys.Log.corruptionPolicy(properties));
  }

  private void snapshots() {
    RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, false);
    require(false, RaftServerConfigKeys.Snapshot.autoTriggerEnabled(properties));
    RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, SNAPSHOTS_KEPT);
    require(SNAPSHOTS_KEPT, RaftServerConfigKeys.Snapshot.retentionFileNum(properties));
    RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
    require(true, RaftServerConfigKeys.Log.purgeUptoSnapshotIndex(properties));
    RaftServerConfigKeys.Log.setPurgeGap(properties, 1);
    require(1, RaftServerConfigKeys.Log.purgeGap(properties));
    RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, 0);
    require(0L, RaftServerConfigKeys.Log.purgePreservationLogNum(properties));
    RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, true);
    require(true, RaftServerConfigKeys.Log.Appender.installSnapshotEnabled(properties));
    SizeInBytes chunk = bytes(SNAPSHOT_CHUNK_BYTES);
    RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, chunk);
    require(chunk, RaftServerConfigKeys.Log.Appender.snapshotChunkSizeMax(properties));
  }

  private void times(boolean alone) {
    // Nobody else could win the first election of a node that is alone.
    Duration first = alone ? FIRST_ELECTION_ALONE : options.election().timeoutMin();
    Duration firstMax = alone ? first.multipliedBy(2) : options.election().timeoutMax();
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(properties, duration(first));
    require(duration(first), RaftServerConfigKeys.Rpc.firstElectionTimeoutMin(properties));
    RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, duration(firstMax));
    require(duration(firstMax), RaftServerConfigKeys.Rpc.firstElectionTimeoutMax(properties));
    RaftServerConfigKeys.Rpc.setTimeoutMin(properties, duration(options.election().timeoutMin()));
    require(
        duration(options.election().timeoutMin()), RaftServerConfigKeys.Rpc.timeoutMin(properties));
    RaftServerConfigKeys.Rpc.setTimeoutMax(properties, duration(options.election().timeoutMax()));
    require(
        duration(options.election().timeoutMax()), RaftServerConfigKeys.Rpc.timeoutMax(properties));
    RaftServerConfigKeys.Rpc.setRequestTimeout(properties, duration(REQUEST_TIMEOUT));
    require(duration(REQUEST_TIMEOUT), RaftServerConfigKeys.Rpc.requestTimeout(properties));
    RaftServerConfigKeys.setCloseThreshold(properties, duration(CLOSE_THRESHOLD));
    require(duration(CLOSE_THRESHOLD), RaftServerConfigKeys.closeThreshold(properties));
    TimeDuration retryCache = TimeDuration.valueOf(5, TimeUnit.SECONDS);
    RaftServerConfigKeys.RetryCache.setExpiryTime(properties, retryCache);
    require(retryCache, RaftServerConfigKeys.RetryCache.expiryTime(properties));
    RaftServerConfigKeys.setStagingTimeout(properties, duration(STAGING_TIMEOUT));
    require(duration(STAGING_TIMEOUT), RaftServerConfigKeys.stagingTimeout(properties));
    RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
    require(true, RaftServerConfigKeys.LeaderElection.preVote(properties));
    TimeDuration wait = duration(options.election().timeoutMax());
    RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(properties, wait);
    require(wait, RaftServerConfigKeys.LeaderElection.leaderStepDownWaitTime(properties));
    RaftServerConfigKeys.LeaderElection.setMemberMajorityAdd(properties, false);
    require(false, RaftServerConfigKeys.LeaderElection.memberMajorityAdd(properties));
  }

  private void reads() {
    var linearizable = RaftServerConfigKeys.Read.Option.LINEARIZABLE;
    RaftServerConfigKeys.Read.setOption(properties, linearizable);
    require(linearizable, RaftServerConfigKeys.Read.option(properties));
    RaftServerConfigKeys.Read.setLeaderLeaseEnabled(properties, options.election().leaderLease());
    require(
        options.election().leaderLease(), RaftServerConfigKeys.Read.leaderLeaseEnabled(properties));
    RaftServerConfigKeys.Read.setLeaderHeartbeatCheckEnabled(properties, true);
    require(true, RaftServerConfigKeys.Read.leaderHeartbeatCheckEnabled(properties));
    var committed = RaftServerConfigKeys.Read.ReadIndex.Type.COMMIT_INDEX;
    RaftServerConfigKeys.Read.ReadIndex.setType(properties, committed);
    require(committed, RaftServerConfigKeys.Read.ReadIndex.type(properties));
  }

  private static void require(Object set, Object read) {
    if (!Objects.equals(set, read)) {
      throw new IllegalStateException("Ratis was told " + set + " and reads " + read);
    }
  }

  private static SizeInBytes bytes(long bytes) {
    return SizeInBytes.valueOf(bytes);
  }

  private static TimeDuration duration(Duration duration) {
    return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
