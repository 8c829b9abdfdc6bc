package io.sojourn.client;

import io.sojourn.client.ModelCluster.Answer;
import io.sojourn.client.ModelCluster.Member;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One connection as the node at its other end sees it: the door of the model. */
final class ModelNode {

  private static final long IDLE_TIMEOUT_MILLIS = 3_000;

  private final ModelCluster cluster;
  private final RandomGenerator random;
  private final Trouble trouble;
  private final List<ServerMessage> out = new ArrayList<>();
  private @Nullable Member member;
  private long epoch;
  private long sentTo;
  boolean over;

  /** How often what goes wrong. */
  record Trouble(double unavailable, double uncertain, double skippedPush) {
    static final Trouble NONE = new Trouble(0, 0, 0);
  }

  ModelNode(ModelCluster cluster, RandomGenerator random, Trouble trouble) {
    this.cluster = cluster;
    this.random = random;
    this.trouble = trouble;
  }

  /** Takes a frame of the client's and answers it. */
  List<ServerMessage> take(List<ClientMessage> messages, @Nullable String leaderElsewhere) {
    for (ClientMessage message : messages) {
      if (!over) {
        take(message, leaderElsewhere);
      }
    }
    return flush();
  }

  /** Pushes that were made meanwhile; all that are outstanding if they are due again. */
  List<ServerMessage> pushes(boolean again) {
    Member to = member;
    if (to != null && !over && to.epoch == epoch) {
      long after = again ? 0 : sentTo;
      for (long number : to.pushes.tailMap(after, false).keySet()) {
        if (again || random.nextDouble() >= trouble.skippedPush()) {
          push(to, number);
        }
        sentTo = Math.max(sentTo, number);
      }
    }
    return flush();
  }

  private void push(Member to, long number) {
    ModelCluster.Pushed pushed = to.pushed(number);
    out.add(
        new ServerMessage.Push(
            pushed.number(), pushed.previous(), pushed.payload().getBytes(StandardCharsets.UTF_8)));
  }

  /** Says that somebody else has the session, or that it is dead, once it is so. */
  List<ServerMessage> look() {
    Member held = member;
    if (held != null && !over && (held.dead || held.epoch != epoch)) {
      close(held.dead ? "session_dead" : "fenced");
    }
    return flush();
  }

  private List<ServerMessage> flush() {
    List<ServerMessage> all = List.copyOf(out);
    out.clear();
    return all;
  }

  private void close(String code) {
    over = true;
    out.add(new ServerMessage.Closed(code, "as the model has it", ""));
  }

  private void take(ClientMessage message, @Nullable String leaderElsewhere) {
    Member held = member;
    if (leaderElsewhere != null) {
      over = true;
      out.add(
          held == null
              ? new ServerMessage.Rejected("not_leader", "", leaderElsewhere)
              : new ServerMessage.Closed("not_leader", "", leaderElsewhere));
    } else if (held == null) {
      greet(message);
    } else {
      answer(held, message);
    }
  }

  private void greet(ClientMessage message) {
    if (random.nextDouble() < trouble.unavailable()) {
      over = true;
      out.add(new ServerMessage.Rejected("unavailable", "", ""));
      return;
    }
    switch (message) {
      case ClientMessage.CreateSession create -> {
        Member made = cluster.create(create.nonce(), create.token());
        if (made == null) {
          refuse("session_dead");
          return;
        }
        hold(made);
        out.add(
            new ServerMessage.SessionCreated(
                made.id, epoch, ModelCluster.WINDOW, IDLE_TIMEOUT_MILLIS, 0));
      }
      case ClientMessage.ContinueSession it -> {
        String refused = cluster.attach(it.id(), it.token(), it.lowestAwaited());
        if (refused != null) {
          refuse(refused);
          return;
        }
        hold(cluster.member(it.id()));
        out.add(
            new ServerMessage.SessionContinued(epoch, ModelCluster.WINDOW, IDLE_TIMEOUT_MILLIS, 0));
      }
      default -> throw new AssertionError("a connection began with " + message);
    }
    out.addAll(pushes(true));
  }

  private void refuse(String code) {
    over = true;
    out.add(new ServerMessage.Rejected(code, "as the model has it", ""));
  }

  private void hold(Member taken) {
    member = taken;
    epoch = taken.epoch;
  }

  private void answer(Member held, ClientMessage message) {
    switch (message) {
      case ClientMessage.Request request -> out.add(answer(held, request));
      case ClientMessage.Query query ->
          out.add(
              random.nextDouble() < trouble.unavailable()
                  ? new ServerMessage.RequestError(0, query.correlationId(), "unavailable", "")
                  : new ServerMessage.QueryReply(
                      query.correlationId(), query.payload(), cluster.index()));
      case ClientMessage.KeepAlive kept -> {
        String refused = cluster.keepAlive(held, epoch, kept.lowestAwaited());
        if (refused == null) {
          out.add(new ServerMessage.KeepAliveReply(kept.timestamp(), 0));
        } else {
          close(refused);
        }
      }
      case ClientMessage.Ack ack -> cluster.acknowledge(held, epoch, ack.number());
      case ClientMessage.Reject reject -> cluster.reject(held, epoch, reject.number());
      case ClientMessage.Close close -> {
        String refused = cluster.close(held, epoch);
        close(refused == null ? "closed" : refused);
      }
      case ClientMessage.CreateSession twice -> throw new AssertionError("greeted twice");
      case ClientMessage.ContinueSession twice -> throw new AssertionError("greeted twice");
      case ClientMessage.ReadSession reads -> throw new AssertionError("greeted twice");
    }
  }

  private ServerMessage answer(Member held, ClientMessage.Request request) {
    long sequence = request.sequence();
    if (random.nextDouble() < trouble.unavailable()) {
      return new ServerMessage.RequestError(sequence, 0, "unavailable", "");
    }
    if (request.payload().length > 0 && request.payload()[0] == ModelCluster.UNREADABLE) {
      return new ServerMessage.RequestError(sequence, 0, "command_unreadable", "");
    }
    boolean uncertain = random.nextDouble() < trouble.uncertain();
    if (uncertain && random.nextBoolean()) {
      return new ServerMessage.RequestError(sequence, 0, "uncertain", "");
    }
    Answer answer =
        cluster.request(
            held, epoch, sequence, request.lowestAwaited(), request.payload(), request.unordered());
    String code = uncertain ? "uncertain" : answer.code();
    return code == null
        ? new ServerMessage.Reply(sequence, answer.reply(), answer.replayed(), cluster.index())
        : new ServerMessage.RequestError(sequence, 0, code, "as the model has it");
  }
}
