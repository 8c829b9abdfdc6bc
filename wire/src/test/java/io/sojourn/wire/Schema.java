package io.sojourn.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.sojourn.channel.DeadLetters;
import io.sojourn.channel.PushQueueImage;
import io.sojourn.channel.RequestWindowImage;
import io.sojourn.machine.Command;
import io.sojourn.machine.SnapshotRecord;
import io.sojourn.session.Attribute;
import io.sojourn.session.PairingCode;
import io.sojourn.session.SessionId;
import io.sojourn.session.TokenHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The published schema, as compiled by protoc, and the values of the kernel as messages of it.
 * Fields are found by name: a record component {@code lowestAwaited} is the field {@code
 * lowest_awaited}. So this knows neither numbers nor types, and cannot share a mistake with the
 * codecs.
 */
final class Schema {

  private static final Map<String, Descriptor> MESSAGES = load();

  private Schema() {}

  static DynamicMessage parse(String message, byte[] bytes) throws IOException {
    DynamicMessage parsed = DynamicMessage.parseFrom(MESSAGES.get(message), bytes);
    if (!parsed.getUnknownFields().asMap().isEmpty()) {
      throw new IOException("fields that the schema lacks: " + parsed.getUnknownFields());
    }
    return parsed;
  }

  static byte[] bytes(DynamicMessage message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    message.writeTo(out);
    out.flush();
    return bytes.toByteArray();
  }

  static DynamicMessage entry(EntryHeader header, List<Command> commands) {
    DynamicMessage.Builder entry = builder("LogEntry");
    setAll(entry, header);
    set(entry, "format_version", 1);
    FieldDescriptor field = entry.getDescriptorForType().findFieldByName("commands");
    for (Command command : commands) {
      entry.addRepeatedField(field, command(command));
    }
    return entry.build();
  }

  private static DynamicMessage command(Command command) {
    String name = command.getClass().getSimpleName();
    DynamicMessage.Builder wrapper = builder("Command");
    set(wrapper, snake(name), setAll(builder(name), (Record) command).build());
    return wrapper.build();
  }

  static DynamicMessage header(SnapshotRecord.Header header) {
    DynamicMessage.Builder message = setAll(builder("Header"), header);
    set(message, "format_version", 1);
    if (header.behaviour() == 1) {
      set(message, "behaviour", 0);
    }
    return record("header", message);
  }

  static DynamicMessage session(SnapshotRecord.SessionRow row) {
    DynamicMessage.Builder message = setAll(builder("SessionRow"), row.session());
    RequestWindowImage window = row.window();
    if (window != null) {
      DynamicMessage.Builder channel = builder("RequestWindow");
      set(channel, "lowest_awaited", window.lowestAwaited());
      set(channel, "replies", window.replies().size());
      set(message, "window", channel.build());
    }
    PushQueueImage pushes = row.pushes();
    if (pushes != null) {
      DynamicMessage.Builder channel = builder("PushQueue");
      set(channel, "last_assigned", pushes.lastAssigned());
      set(channel, "waiting", pushes.pushes().size());
      if (pushes.acknowledged() != pushes.lastAssigned() - pushes.pushes().size()) {
        set(channel, "acknowledged", pushes.acknowledged());
      }
      set(message, "pushes", channel.build());
    }
    DeadLetters dead = row.deadLetters();
    if (!dead.equals(DeadLetters.NONE)) {
      DynamicMessage.Builder letters = builder("DeadLetters");
      set(letters, "forgotten", dead.forgotten());
      set(letters, "letters", dead.letters().size());
      set(message, "dead_letters", letters.build());
    }
    return record("session", message);
  }

  static DynamicMessage record(String field, String message, Record value) {
    return record(field, setAll(builder(message), value));
  }

  static DynamicMessage end(long records) {
    DynamicMessage.Builder message = builder("End");
    set(message, "records", records);
    return record("end", message);
  }

  private static DynamicMessage record(String field, DynamicMessage.Builder message) {
    DynamicMessage.Builder wrapper = builder("SnapshotRecord");
    set(wrapper, field, message.build());
    return wrapper.build();
  }

  private static DynamicMessage.Builder setAll(DynamicMessage.Builder message, Record value) {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        set(message, snake(component.getName()), component.getAccessor().invoke(value));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return message;
  }

  private static void set(DynamicMessage.Builder message, String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    Descriptor type = message.getDescriptorForType();
    FieldDescriptor field =
        Objects.requireNonNull(type.findFieldByName(name), () -> type.getName() + "." + name);
    switch (value) {
      case List<?> list -> list.forEach(one -> message.addRepeatedField(field, leaf(field, one)));
      case Map<?, ?> map ->
          map.forEach((k, v) -> message.addRepeatedField(field, pair(field, k, v)));
      default -> message.setField(field, leaf(field, value));
    }
  }

  private static Object leaf(FieldDescriptor field, Object value) {
    return switch (value) {
      case SessionId id -> ByteString.fromHex(id.toString());
      case TokenHash hash -> ByteString.copyFrom(hash.toBytes());
      case byte[] bytes -> ByteString.copyFrom(bytes);
      case PairingCode code -> code.text();
      case Enum<?> constant -> {
        EnumDescriptor type = field.getEnumType();
        String prefix = snake(type.getName()).toUpperCase(Locale.ROOT);
        yield Objects.requireNonNull(type.findValueByName(prefix + "_" + constant.name()));
      }
      case Record nested -> setAll(builder(field.getMessageType().getName()), nested).build();
      default -> value;
    };
  }

  private static DynamicMessage pair(FieldDescriptor field, Object name, Object value) {
    DynamicMessage.Builder entry = DynamicMessage.newBuilder(field.getMessageType());
    if (value instanceof Attribute attribute) {
      set(entry, "name", name);
      return setAll(entry, attribute).build();
    }
    set(entry, "key", name);
    set(entry, "value", value);
    return entry.build();
  }

  private static DynamicMessage.Builder builder(String message) {
    return DynamicMessage.newBuilder(Objects.requireNonNull(MESSAGES.get(message), message));
  }

  private static String snake(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private static Map<String, Descriptor> load() {
    try (InputStream in = Schema.class.getResourceAsStream("/schema.desc")) {
      Map<String, Descriptor> messages = new HashMap<>();
      for (FileDescriptorProto file : FileDescriptorSet.parseFrom(in).getFileList()) {
        if (!file.getPackage().equals("sojourn.v1")) {
          continue;
        }
        for (Descriptor type :
            FileDescriptor.buildFrom(file, new FileDescriptor[0]).getMessageTypes()) {
          messages.put(type.getName(), type);
        }
      }
      return messages;
    } catch (IOException | DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}
