package io.sojourn.wire;

import com.google.protobuf.DynamicMessage;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.machine.SnapshotRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whole snapshots as bytes, by the codec and by the schema. */
final class Snapshots {

  private Snapshots() {}

  static byte[] write(List<SnapshotRecord> records) {
    Iterator<SnapshotRecord> left = records.iterator();
    SnapshotWriter writer = new SnapshotWriter(() -> left.hasNext() ? left.next() : null);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer chunk = writer.nextChunk(); chunk != null; chunk = writer.nextChunk()) {
      bytes.write(chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining());
    }
    return bytes.toByteArray();
  }

  static List<SnapshotRecord> read(byte[] bytes) throws IOException {
    List<SnapshotRecord> records = new ArrayList<>();
    SnapshotReader.read(new ByteArrayInputStream(bytes), records::add);
    return records;
  }

  /** The records as messages of the schema, the last one included. */
  static List<DynamicMessage> messages(List<SnapshotRecord> records) {
    List<DynamicMessage> messages = new ArrayList<>();
    for (SnapshotRecord row : records) {
      switch (row) {
        case SnapshotRecord.Header r -> messages.add(Schema.header(r));
        case SnapshotRecord.CodeRow r -> messages.add(Schema.record("code", "CodeRow", r.code()));
        case SnapshotRecord.UserRow r -> messages.add(Schema.record("user", "UserRow", r));
        case SnapshotRecord.InternalRow r ->
            messages.add(Schema.record("internal", "InternalRow", r));
        case SnapshotRecord.SettingRow r -> messages.add(Schema.record("setting", "SettingRow", r));
        case SnapshotRecord.ServiceRow r -> messages.add(Schema.record("service", "ServiceRow", r));
        case SnapshotRecord.NumberedRow r ->
            messages.add(Schema.record("numbered", "NumberedRow", r));
        case SnapshotRecord.SessionRow r -> {
          messages.add(Schema.session(r));
          addChannels(r.window(), r.pushes(), messages);
          r.deadLetters()
              .letters()
              .forEach(it -> messages.add(Schema.record("dead_letter", "DeadLetter", it)));
        }
      }
    }
    messages.add(Schema.end(messages.size()));
    return messages;
  }

  private static void addChannels(
      @Nullable RequestWindowImage window,
      @Nullable PushQueueImage queue,
      List<DynamicMessage> messages) {
    if (window != null) {
      window
          .replies()
          .forEach(it -> messages.add(Schema.record("cached_reply", "CachedReply", it)));
    }
    if (queue != null) {
      queue.pushes().forEach(it -> messages.add(Schema.record("waiting_push", "WaitingPush", it)));
    }
  }

  static byte[] delimited(List<DynamicMessage> messages) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (DynamicMessage message : messages) {
      byte[] one = Schema.bytes(message);
      for (int left = one.length; ; left >>>= 7) {
        bytes.write(left < 0x80 ? left : (left & 0x7f) | 0x80);
        if (left < 0x80) {
          break;
        }
      }
      bytes.writeBytes(one);
    }
    return bytes.toByteArray();
  }
}
