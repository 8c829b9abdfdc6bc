package io.sojourn.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.TimeDuration;
import org.junit.jupiter.api.Test;

/** What Ratis is told arrives, under the names that it reads. */
class RatisSettingsTest {

  private static final Path RAFT = Path.of("/data/raft");
  private static final Path REMOVED = Path.of("/data/removed");

  private static RaftProperties settings(boolean alone, RatisLogOptions options) {
    return RatisSettings.server(
        RAFT, REMOVED, NodeAddress.parse("n1=127.0.0.1:7001"), alone, options);
  }

  @Test
  void aProcessThatStoodStillForAMinuteGoesOn() {
    RaftProperties settings = settings(false, RatisLogOptions.defaults());
    assertThat(RaftServerConfigKeys.closeThreshold(settings).toLong(TimeUnit.MINUTES))
        .isGreaterThanOrEqualTo(24 * 60);
  }

  @Test
  void aLeaderThatHeardOfNoMajorityMayStandForElectionSoon() {
    RaftProperties settings = settings(false, RatisLogOptions.defaults());
    assertThat(RaftServerConfigKeys.LeaderElection.leaderStepDownWaitTime(settings))
        .isEqualTo(RaftServerConfigKeys.Rpc.timeoutMax(settings));
  }

  @Test
  void nothingIsSharedWithOtherProgramsOfTheMachine() {
    RaftProperties settings = settings(false, RatisLogOptions.defaults());
    assertThat(RaftServerConfigKeys.storageDir(settings)).isEqualTo(List.of(RAFT.toFile()));
    assertThat(RaftServerConfigKeys.removedGroupsDir(settings)).isEqualTo(REMOVED.toFile());
    assertThat(GrpcConfigKeys.Server.host(settings)).isEqualTo("127.0.0.1");
    assertThat(GrpcConfigKeys.Server.port(settings)).isEqualTo(7001);
  }

  @Test
  void nothingIsAcknowledgedBeforeItIsSynced() {
    RaftProperties settings = settings(false, RatisLogOptions.defaults());
    assertThat(RaftServerConfigKeys.Log.asyncFlushEnabled(settings)).isFalse();
    assertThat(RaftServerConfigKeys.Log.unsafeFlushEnabled(settings)).isFalse();
    assertThat(RaftServerConfigKeys.Log.useMemory(settings)).isFalse();
  }

  @Test
  void readsAreLinearizableAndTheLeaseIsAChoice() {
    RatisLogOptions options = RatisLogOptions.defaults();
    assertThat(RaftServerConfigKeys.Read.option(settings(false, options)))
        .isEqualTo(RaftServerConfigKeys.Read.Option.LINEARIZABLE);
    assertThat(RaftServerConfigKeys.Read.leaderLeaseEnabled(settings(false, options))).isFalse();
    assertThat(
            RaftServerConfigKeys.Read.leaderLeaseEnabled(
                settings(false, options.withLeaderLease(true))))
        .isTrue();
  }

  @Test
  void theLogAndItsSnapshotsDoNotGrowForEver() {
    RaftProperties settings = settings(false, RatisLogOptions.defaults());
    assertThat(RaftServerConfigKeys.Snapshot.retentionFileNum(settings)).isEqualTo(2);
    assertThat(RaftServerConfigKeys.Log.purgeUptoSnapshotIndex(settings)).isTrue();
    assertThat(RaftServerConfigKeys.Log.purgeGap(settings)).isEqualTo(1);
  }

  /** It keeps the reply of every call for so long; nothing here asks for one again. */
  @Test
  void repliesOfCallsAreForgottenSoon() {
    RaftProperties settings = settings(false, RatisLogOptions.defaults());
    assertThat(RaftServerConfigKeys.RetryCache.expiryTime(settings))
        .isLessThanOrEqualTo(TimeDuration.valueOf(5, TimeUnit.SECONDS));
  }

  @Test
  void noEntryIsWrittenAboutAnother() {
    RatisLogOptions options = RatisLogOptions.defaults();
    assertThat(RaftServerConfigKeys.Log.logMetadataEnabled(settings(true, options))).isFalse();
    assertThat(RaftServerConfigKeys.Log.logMetadataEnabled(settings(false, options))).isFalse();
  }

  @Test
  void anEntryIsHeldBackForLessThanItsSyncTakes() {
    RaftProperties settings = settings(false, RatisLogOptions.defaults());
    assertThat(RaftServerConfigKeys.Log.Appender.waitTimeMin(settings))
        .isLessThan(TimeDuration.valueOf(100, TimeUnit.MICROSECONDS));
  }

  @Test
  void withTlsEveryKindOfCallNeedsACertificate() {
    TlsFiles files = new TlsFiles(Path.of("ca.pem"), Path.of("node.pem"), Path.of("node.key"));
    var parameters = RatisSettings.parameters(RatisLogOptions.defaults().withTls(files));
    assertThat(GrpcConfigKeys.TLS.conf(parameters).getMtlsEnabled()).isTrue();
    assertThat(GrpcConfigKeys.Server.tlsConf(parameters).getMtlsEnabled()).isTrue();
    assertThat(GrpcConfigKeys.Client.tlsConf(parameters).getMtlsEnabled()).isTrue();
    assertThat(GrpcConfigKeys.Admin.tlsConf(parameters).getMtlsEnabled()).isTrue();
  }
}
