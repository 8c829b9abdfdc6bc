package io.sojourn.campaign;

import io.sojourn.check.ExactlyOnce;
import io.sojourn.check.ExactlyOnce.Application;
import io.sojourn.check.KeyValueSpec;
import io.sojourn.check.Linearizability;
import io.sojourn.check.Verdict;
import io.sojourn.kv.KvEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares what clients were told with what the nodes hold in the end. */
final class Judge {

  private static final long STEPS_MAX = 30_000_000;

  private Judge() {}

  /** What is wrong; nothing if the run was as it should be. */
  static List<String> judge(Evidence evidence, Map<String, List<KvEntry>> contents) {
    List<String> wrong = new ArrayList<>();
    List<KvEntry> first = contents.values().iterator().next();
    contents.forEach(
        (node, entries) -> {
          if (!entries.equals(first)) {
            wrong.add("O7: " + node + " holds something else than the first node");
          }
        });
    exactlyOnce(evidence, first).forEach(violation -> wrong.add("" + violation));
    Verdict verdict =
        Linearizability.check(evidence.history.history(), new KeyValueSpec(), STEPS_MAX);
    if (!(verdict instanceof Verdict.Linearizable)) {
      wrong.add("O5: " + verdict);
    }
    return wrong;
  }

  /**
   * A key that was to be counted once holds as many as its command took effect; the answer is the
   * number and the version, which is the place of the change among all changes.
   */
  private static List<?> exactlyOnce(Evidence evidence, List<KvEntry> entries) {
    ExactlyOnce oracle = new ExactlyOnce();
    Map<String, Evidence.Once> sent = new HashMap<>(evidence.sent());
    List<KvEntry> inOrder = new ArrayList<>(entries);
    inOrder.sort(Comparator.comparingLong(KvEntry::version));
    for (KvEntry entry : inOrder) {
      Evidence.Once command = sent.get(entry.key());
      if (command != null) {
        String number = Answers.text(entry.value());
        Application application =
            new Application(
                command.session(),
                command.sequence(),
                command.key(),
                entry.version(),
                number + "@" + entry.version());
        for (long times = Long.parseLong(number); times > 0; times--) {
          oracle.applied(application);
        }
      }
    }
    evidence.acknowledged().forEach(oracle::acknowledged);
    return oracle.check(new ExactlyOnce.Demands(true, 1, 1, 0, 0));
  }
}
