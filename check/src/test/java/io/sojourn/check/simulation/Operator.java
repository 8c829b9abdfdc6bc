package io.sojourn.check.simulation;

import io.sojourn.machine.Command;
import io.sojourn.machine.Reply;
import io.sojourn.machine.SessionMachine;
import io.sojourn.session.PairingCode;
import io.sojourn.session.Refusal;
import io.sojourn.session.SessionId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for what no session asks: internal commands, settings, the behaviour, and codes by which
 * sessions are joined. One command at a time, sent again, to any node, until its answer comes.
 */
final class Operator {

  /** Its internal commands are judged as if they were a session's. */
  private static final String NAME = "operator";

  private static final long RETRY_MICROS = 120_000;

  /** No session of a client begins so. */
  private static final long VIEWERS = 1_000;

  private final int number;
  private final Scene scene;
  private final SplittableRandom random;
  private final List<SimNode> nodes;
  private final List<SimClient> clients;
  private int target;
  private long internals;
  private long viewers;
  private @Nullable PairingCode code;
  private @Nullable Command pending;
  private long sentAt;

  /** Whether the one who was asked last named another, who was not asked since. */
  private boolean hinted;

  private boolean calm;

  /**
   * Makes one that does nothing before its {@link #start}.
   *
   * @param number its place among those that nodes answer, behind the clients
   */
  Operator(int number, Scene scene, List<SimNode> nodes, List<SimClient> clients) {
    this.number = number;
    this.scene = scene;
    this.random = scene.random();
    this.nodes = nodes;
    this.clients = clients;
  }

  void start() {
    scene.queue().after(random.nextLong(200_000), this::act);
  }

  /** Asks nothing new from now on. */
  void calmDown() {
    calm = true;
  }

  boolean isSettled() {
    return pending == null;
  }

  private void act() {
    scene.queue().after(20_000 + random.nextLong(100_000), this::act);
    if (pending == null && !calm) {
      pending = draw();
      ask();
    } else if (pending != null && scene.queue().now() - sentAt >= RETRY_MICROS) {
      if (!hinted) {
        target = SimNode.any(nodes, random);
      }
      ask();
    }
  }

  private Command draw() {
    int kind = random.nextInt(100);
    if (kind < 50) {
      internals++;
      byte[] id = ByteBuffer.allocate(Command.Internal.ID_BYTES).putLong(internals).array();
      String body = NAME + " " + internals + " i" + internals + " increment " + NAME;
      return new Command.Internal(id, JournalStore.bytes(body));
    } else if (kind < 65) {
      byte[] value = {(byte) random.nextInt(100)};
      return new Command.PutSetting("s" + random.nextInt(3), value, random.nextBoolean());
    } else if (kind < 70) {
      return new Command.Upgrade(SessionMachine.BEHAVIOUR);
    }
    return pair();
  }

  private Command pair() {
    SessionId host = clients.get(random.nextInt(clients.size())).session();
    PairingCode known = code;
    if (known == null || random.nextInt(4) == 0) {
      PairingCode drawn = drawCode();
      code = drawn;
      return new Command.OpenCode(host, drawn, 200 + random.nextLong(2_000), random.nextInt(3));
    } else if (random.nextInt(6) == 0) {
      code = null;
      return new Command.CloseCode(host);
    }
    SessionId viewer = new SessionId(VIEWERS, ++viewers);
    return new Command.RedeemCode(known, viewer, SimClient.asked(viewer.toString()));
  }

  private PairingCode drawCode() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      text.append(PairingCode.ALPHABET.charAt(random.nextInt(PairingCode.ALPHABET.length())));
    }
    return new PairingCode(text.toString());
  }

  private void ask() {
    Command command = pending;
    if (command != null) {
      sentAt = scene.queue().now();
      hinted = false;
      SimNode node = nodes.get(target);
      Mail.Ask ask = new Mail.Ask(number, command, sentAt);
      scene.network().send(nodes.size() + number, node.id, () -> node.receive(ask));
    }
  }

  void receive(Mail mail) {
    switch (mail) {
      case Mail.Told told -> told(told);
      case Mail.NotLeader elsewhere -> {
        hinted = elsewhere.leader() >= 0;
        target = hinted ? elsewhere.leader() : target;
      }
      case Mail.Uncertain uncertain -> {} // asked again in time
      case Mail.Pushed pushed -> {}
      case Mail.Ended ended -> {}
      case Mail.QueryTold told -> throw new IllegalStateException("nothing was read");
      case Mail.Ask ask -> throw new IllegalStateException("an operator is not asked");
      case Mail.Query query -> throw new IllegalStateException("an operator is not asked");
    }
  }

  private void told(Mail.Told told) {
    boolean passes =
        told.reply() instanceof Reply.Refused refused
            && refused.why().code() == Refusal.Code.UNAVAILABLE;
    if (passes) {
      return;
    }
    judge(told.command(), told.reply());
    if (told.command().equals(pending)) {
      pending = null;
    }
  }

  private void judge(Command command, Reply reply) {
    switch (command) {
      case Command.Internal internal -> {
        if (reply instanceof Reply.Executed executed) {
          scene.tally().internals++;
          String[] words = JournalStore.text(internal.body()).split(" ", -1);
          String said = JournalStore.text(executed.reply());
          scene.witness().acknowledged(NAME, Long.parseLong(words[1]), words[2], said);
          if (!said.equals(words[2] + " counted " + words[1])) {
            scene.witness().found("O1", "internal command " + words[1] + " came to " + said);
          }
        } else {
          scene.witness().found("O3", "an internal command came to " + reply);
        }
      }
      case Command.PutSetting put -> {
        scene.tally().settings++;
        boolean same =
            reply instanceof Reply.SettingIs is
                && is.name().equals(put.name())
                && (put.ifAbsent() || Arrays.equals(is.value(), put.value()));
        if (!same) {
          scene.witness().found("O3", "a setting came to " + reply);
        }
      }
      case Command.Upgrade upgrade -> {
        if (!reply.equals(new Reply.Upgraded(SessionMachine.BEHAVIOUR))) {
          scene.witness().found("O3", "an upgrade came to " + reply);
        }
      }
      case Command.OpenCode opened ->
          scene.tally().codes += reply instanceof Reply.CodeOpened ? 1 : 0;
      case Command.RedeemCode redeemed ->
          scene.tally().joined += reply instanceof Reply.Redeemed ? 1 : 0;
      default -> {} // whether there was a code to close is no matter
    }
  }
}
