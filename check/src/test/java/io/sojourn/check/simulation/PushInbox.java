package io.sojourn.check.simulation;

import io.sojourn.machine.Command;
import io.sojourn.session.SessionId;
import java.util.function.Consumer;

/** The pushes to one session: each is handled once and in order, and acknowledged after that. */
final class PushInbox {

  private static final long HANDLER_MICROS = 40_000;

  private final Scene scene;
  private final SessionId session;
  private final Consumer<PushReply> replies;
  private long handled;
  private long received;
  private long handlerFreeAt;
  private int process;

  /** What is to be told of a push, under the epoch that counts by then. */
  interface PushReply {
    Command as(long epoch);
  }

  PushInbox(Scene scene, SessionId session, Consumer<PushReply> replies) {
    this.scene = scene;
    this.session = session;
    this.replies = replies;
  }

  /** The process dies, and what it had not handled yet is forgotten. */
  void restart() {
    process++;
    received = handled;
  }

  void receive(Mail.Pushed push) {
    if (push.number() <= handled) {
      acknowledge();
    } else if (push.previous() <= received && push.number() > received) {
      received = push.number();
      if (scene.bug() == Bug.PUSH_ACKED_BEFORE_PROCESSED) {
        handled = push.number();
        acknowledge();
      }
      long now = scene.queue().now();
      handlerFreeAt = Math.max(handlerFreeAt, now) + scene.random().nextLong(HANDLER_MICROS);
      int by = process;
      scene
          .queue()
          .after(
              handlerFreeAt - now,
              () -> {
                if (by == process) {
                  handle(push);
                }
              });
    }
  }

  private void handle(Mail.Pushed push) {
    scene.witness().handled(session, push.number(), push.payload());
    handled = Math.max(handled, push.number());
    if (scene.random().nextInt(12) == 0) {
      long number = push.number();
      replies.accept(epoch -> new Command.Reject(session, epoch, number, "it is not liked"));
    } else {
      acknowledge();
    }
  }

  private void acknowledge() {
    long number = handled;
    replies.accept(epoch -> new Command.Acknowledge(session, epoch, number));
  }
}
