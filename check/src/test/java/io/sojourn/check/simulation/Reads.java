package io.sojourn.check.simulation;

import io.sojourn.check.HistoryRecorder;
import io.sojourn.check.KeyValueSpec;
import io.sojourn.machine.Reply;
import io.sojourn.session.SessionId;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The reads of a client beside the log; one that is not answered is forgotten. */
final class Reads {

  private final int client;
  private final Scene scene;
  private final List<SimNode> nodes;
  private final Drawing drawing;
  private final HistoryRecorder<KeyValueSpec.Op, KeyValueSpec.Result> history;
  private final Set<Integer> open = new TreeSet<>();

  Reads(int client, Scene scene, List<SimNode> nodes, Drawing drawing) {
    this.client = client;
    this.scene = scene;
    this.nodes = nodes;
    this.drawing = drawing;
    this.history = scene.witness().history();
  }

  void ask(int target, SessionId session, long epoch) {
    String key = drawing.key();
    int operation = history.invoke("c" + client + "r", new KeyValueSpec.Get(key));
    open.add(operation);
    SimNode node = nodes.get(target);
    Mail.Query query = new Mail.Query(client, operation, session, epoch, key);
    scene.network().send(nodes.size() + client, target, () -> node.receive(query));
  }

  void told(Mail.QueryTold told) {
    if (told.reply() instanceof Reply.Executed executed && open.remove(told.read())) {
      scene.tally().reads++;
      history.ok(told.read(), Drawing.result(JournalStore.text(executed.reply()), 1));
    }
  }

  /** Whatever was not answered changed nothing. */
  void forget() {
    open.forEach(history::failed);
    open.clear();
  }
}
