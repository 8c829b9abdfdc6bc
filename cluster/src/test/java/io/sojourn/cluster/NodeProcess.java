package io.sojourn.cluster;

import io.sojourn.engine.Journal;
import io.sojourn.engine.Role;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A node alone in a process of its own: appends each line that it reads, and says what became. */
final class NodeProcess {

  private NodeProcess() {}

  public static void main(String[] arguments) throws Exception {
    NodeAddress self = NodeAddress.parse(arguments[1]);
    CountDownLatch leads = new CountDownLatch(1);
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    try (RatisLog log =
        RatisLog.of(Path.of(arguments[0]), self, List.of(self), RatisLogOptions.defaults())) {
      log.start(
          new Journal(),
          role -> {
            if (role instanceof Role.Leader) {
              leads.countDown();
            }
          });
      leads.await();
      out.println("leads");
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String text = line;
        try {
          log.append(Journal.entry(text)).toCompletableFuture().get();
          out.println("done " + text);
        } catch (Exception e) {
          out.println("not done " + e.getCause());
        }
      }
    }
  }
}
