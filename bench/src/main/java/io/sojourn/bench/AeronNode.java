package io.sojourn.bench;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.client.AeronArchive;
import io.aeron.cluster.ClusteredMediaDriver;
import io.aeron.cluster.ConsensusModule;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import io.aeron.cluster.service.ClusteredServiceContainer;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.Header;
import java.io.File;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NoOpLock;
import org.agrona.concurrent.ShutdownSignalBarrier;
import org.jspecify.annotations.Nullable;

/**
 * A node of Aeron Cluster that syncs what it records, and answers each command with its number. It
 * keeps nothing and knows no command again.
 */
public final class AeronNode {

  /** A neighbour that takes the processor for a while must not end a session. */
  private static final long PATIENT_NANOS = TimeUnit.MINUTES.toNanos(30);

  private static final String HOST = "localhost";

  private AeronNode() {}

  /** Runs until it is told to end: {@code AeronNode MEMBER MEMBERS ARCHIVE-PORT SHARED FOLDER}. */
  public static void main(String[] args) {
    int member = Integer.parseInt(args[0]);
    String shared = args[3];
    File folder = new File(args[4]);
    ShutdownSignalBarrier end = new ShutdownSignalBarrier();
    MediaDriver.Context driver =
        new MediaDriver.Context()
            .aeronDirectoryName(shared)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED);
    Archive.Context archive =
        new Archive.Context()
            .aeronDirectoryName(shared)
            .archiveDir(new File(folder, "archive"))
            .controlChannel("aeron:udp?endpoint=" + HOST + ":" + args[2])
            .replicationChannel("aeron:udp?endpoint=" + HOST + ":0")
            .localControlChannel("aeron:ipc?term-length=64k")
            .recordingEventsEnabled(false)
            .fileSyncLevel(1)
            .catalogFileSyncLevel(1)
            .threadingMode(ArchiveThreadingMode.SHARED);
    AeronArchive.Context control =
        new AeronArchive.Context()
            .aeronDirectoryName(shared)
            .lock(NoOpLock.INSTANCE)
            .controlRequestChannel(archive.localControlChannel())
            .controlResponseChannel(archive.localControlChannel());
    ConsensusModule.Context consensus =
        new ConsensusModule.Context()
            .aeronDirectoryName(shared)
            .clusterMemberId(member)
            .clusterMembers(args[1])
            .clusterDir(new File(folder, "cluster"))
            .ingressChannel("aeron:udp?term-length=1m")
            .replicationChannel("aeron:udp?endpoint=" + HOST + ":0")
            .fileSyncLevel(1)
            .sessionTimeoutNs(PATIENT_NANOS)
            .archiveContext(control.clone());
    ClusteredServiceContainer.Context service =
        new ClusteredServiceContainer.Context()
            .aeronDirectoryName(shared)
            .clusterDir(new File(folder, "cluster"))
            .archiveContext(control.clone())
            .clusteredService(new Echo());
    ClusteredMediaDriver node = ClusteredMediaDriver.launch(driver, archive, consensus);
    ClusteredServiceContainer container = ClusteredServiceContainer.launch(service);
    end.await();
    container.close();
    node.close();
  }

  private static final class Echo implements ClusteredService {

    private @Nullable Cluster cluster;

    @Override
    public void onStart(Cluster started, @Nullable Image snapshot) {
      cluster = started;
    }

    @Override
    public void onSessionMessage(
        @Nullable ClientSession session,
        long timestamp,
        DirectBuffer buffer,
        int offset,
        int length,
        Header header) {
      Cluster running = cluster;
      if (session == null || running == null) {
        return;
      }
      while (session.offer(buffer, offset, Long.BYTES) < 0 && !session.isClosing()) {
        running.idleStrategy().idle();
      }
    }

    @Override
    public void onSessionOpen(ClientSession session, long timestamp) {}

    @Override
    public void onSessionClose(ClientSession session, long timestamp, CloseReason reason) {}

    @Override
    public void onTimerEvent(long correlationId, long timestamp) {}

    @Override
    public void onTakeSnapshot(ExclusivePublication snapshot) {}

    @Override
    public void onRoleChange(Cluster.Role role) {}

    @Override
    public void onTerminate(Cluster ended) {}
  }
}
