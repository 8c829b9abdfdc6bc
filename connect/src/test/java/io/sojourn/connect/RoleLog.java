package io.sojourn.connect;

import io.sojourn.engine.Applier;
import io.sojourn.engine.LogStatus;
import io.sojourn.engine.MemoryLog;
import io.sojourn.engine.ReplicatedLog;
import io.sojourn.engine.Role;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A log in memory whose node is told by the test when it leads no more. */
final class RoleLog implements ReplicatedLog {

  private final MemoryLog log = new MemoryLog();
  private volatile Consumer<Role> roles = role -> {};

  @Override
  public void start(Applier applier, Consumer<Role> listener) throws java.io.IOException {
    roles = listener;
    log.start(applier, listener);
  }

  void follow() {
    roles.accept(new Role.Follower(2, Optional.of("n2")));
  }

  @Override
  public CompletionStage<Long> append(ByteBuffer entry) {
    return log.append(entry);
  }

  @Override
  public int pipelineDepth() {
    return log.pipelineDepth();
  }

  @Override
  public CompletionStage<Long> readBarrier() {
    return log.readBarrier();
  }

  @Override
  public boolean housekeep() {
    return log.housekeep();
  }

  @Override
  public void requestSnapshot() {
    log.requestSnapshot();
  }

  @Override
  public LogStatus status() {
    return log.status();
  }

  @Override
  public void close() {
    log.close();
  }
}
