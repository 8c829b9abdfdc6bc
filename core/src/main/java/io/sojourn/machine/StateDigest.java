package io.sojourn.machine;

import io.sojourn.channel.DeadLetter;
import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.session.Attribute;
import io.sojourn.session.LiveCode;
import io.sojourn.session.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A SHA-256 over records, each field in a fixed order and each length before its bytes. */
final class StateDigest {

  private final MessageDigest digest;
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

  StateDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  byte[] finish() {
    return digest.digest();
  }

  void add(SnapshotRecord row) {
    switch (row) {
      case SnapshotRecord.Header header -> {
        add(1);
        add(header.index());
        add(header.clusterTime());
        add(header.leasesGrantedAt());
        add(header.droppedPushes());
        add(header.leaderNode());
        add(header.leaderAddress());
        add(header.behaviour());
      }
      case SnapshotRecord.SessionRow session -> {
        add(2);
        add(session.session());
        add(session.window());
        add(session.pushes());
        add(session.deadLetters());
      }
      case SnapshotRecord.CodeRow code -> {
        add(3);
        add(code.code());
      }
      case SnapshotRecord.UserRow user -> {
        add(4);
        add(user.name());
        add(user.value());
      }
      case SnapshotRecord.InternalRow internal -> {
        add(5);
        add(internal.id());
        add(internal.reply());
      }
      case SnapshotRecord.SettingRow setting -> {
        add(6);
        add(setting.name());
        add(setting.value());
      }
      case SnapshotRecord.ServiceRow service -> {
        add(7);
        add(service.service());
        add(service.name());
        add(service.value());
      }
      case SnapshotRecord.NumberedRow numbered -> {
        add(8);
        add(numbered.service());
        add(numbered.table().kind());
        add(numbered.table().high());
        add(numbered.table().low());
        add(numbered.number());
        add(numbered.value());
      }
    }
  }

  private void add(Session session) {
    add(session.id().high());
    add(session.id().low());
    add(session.userId());
    add(session.state().label());
    add(session.createdAt());
    add(session.expiresAt());
    add(session.idleTimeoutMillis());
    add(session.lastSeenAt());
    add(session.endedAt());
    add(session.capabilities().size());
    session
        .capabilities()
        .forEach(
            (name, value) -> {
              add(name);
              add(value);
            });
    add(session.attributes().size());
    for (Map.Entry<String, Attribute> attribute : session.attributes().entrySet()) {
      add(attribute.getKey());
      add(attribute.getValue().value());
      add(attribute.getValue().version());
    }
    add(session.version());
    add(session.epoch());
    add(session.tokenHash().toBytes());
  }

  private void add(@Nullable RequestWindowImage window) {
    // A window that was never used and one that is as good as new are the same state.
    if (window == null) {
      add(0);
      add(0);
      return;
    }
    add(window.lowestAwaited());
    add(window.replies().size());
    for (RequestWindowImage.Reply reply : window.replies()) {
      add(reply.sequence());
      add(reply.fingerprint());
      add(reply.reply());
    }
  }

  private void add(@Nullable PushQueueImage pushes) {
    if (pushes == null) {
      add(0);
      add(0);
      add(0);
      return;
    }
    add(pushes.lastAssigned());
    add(pushes.acknowledged());
    add(pushes.pushes().size());
    for (PushQueueImage.Push push : pushes.pushes()) {
      add(push.number());
      add(push.lastSentAt());
      add(push.deadline());
      add(push.payload());
    }
  }

  private void add(DeadLetters dead) {
    add(dead.forgotten());
    add(dead.letters().size());
    for (DeadLetter letter : dead.letters()) {
      add(letter.number());
      add(letter.at());
      add(letter.reason());
      add(letter.payload());
    }
  }

  private void add(LiveCode code) {
    add(code.code().text());
    add(code.host().high());
    add(code.host().low());
    add(code.openedAt());
    add(code.expiresAt());
    add(code.usesLeft());
  }

  private void add(String text) {
    add(text.getBytes(StandardCharsets.UTF_8));
  }

  private void add(byte[] bytes) {
    add(bytes.length);
    digest.update(bytes);
  }

  private void add(long value) {
    digest.update(number.clear().putLong(value).array());
  }
}
