package io.sojourn.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sojourn.engine.FileLog;
import io.sojourn.engine.FileLogOptions;
import io.sojourn.engine.ReplicatedLog;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RawLogLoadTest {

  @TempDir private Path folder;
  private ReplicatedLog log;

  @BeforeEach
  void open() throws IOException {
    log = new FileLog(folder, FileLogOptions.defaults());
    log.start(new RawLogNode.Nothing(), role -> {});
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void aFullWindowIsAnsweredToTheLastCommand() throws IOException {
    LoadResult result = new RawLogLoad(log, 16).run(0.1);
    assertThat(result.answered()).isGreaterThanOrEqualTo(16);
    assertThat(log.status().lastIndex()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void eachCommandOfAScheduleIsAnsweredOnce(int outstanding) throws IOException {
    Schedule schedule = new Schedule(System.nanoTime(), 5_000, 200);
    LoadResult result = new RawLogLoad(log, outstanding).run(schedule);
    assertThat(result.answered()).isEqualTo(200);
    assertThat(result.p50()).isPositive().isLessThanOrEqualTo(result.p99());
  }
}
