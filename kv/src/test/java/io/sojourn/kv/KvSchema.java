package io.sojourn.kv;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.sojourn.session.SessionId;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The published schema, as compiled by protoc, and records as messages of it. Fields are found by
 * name: a component {@code keysOnly} is the field {@code keys_only}. So this knows neither numbers
 * nor types, and cannot share a mistake with the codecs.
 */
final class KvSchema {

  private static final Map<String, Descriptor> MESSAGES = load();

  private KvSchema() {}

  static DynamicMessage parse(String message, byte[] bytes) throws IOException {
    DynamicMessage parsed = DynamicMessage.parseFrom(MESSAGES.get(message), bytes);
    if (!parsed.getUnknownFields().asMap().isEmpty()) {
      throw new IOException("fields that the schema lacks: " + parsed.getUnknownFields());
    }
    return parsed;
  }

  /** A record as the one of a message that has its name. */
  static DynamicMessage oneOf(String message, Record value) {
    DynamicMessage.Builder wrapper = builder(message);
    String name = value.getClass().getSimpleName();
    set(wrapper, snake(name), all(name, value));
    return wrapper.build();
  }

  private static DynamicMessage all(String message, Record value) {
    DynamicMessage.Builder builder = builder(message);
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        Object part = component.getAccessor().invoke(value);
        if (part != null) {
          set(builder, snake(component.getName()), part);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return builder.build();
  }

  private static void set(DynamicMessage.Builder message, String name, Object value) {
    Descriptor type = message.getDescriptorForType();
    FieldDescriptor field =
        Objects.requireNonNull(type.findFieldByName(name), () -> type.getName() + "." + name);
    if (value instanceof List<?> list) {
      list.forEach(one -> message.addRepeatedField(field, leaf(field, one)));
    } else {
      message.setField(field, leaf(field, value));
    }
  }

  private static Object leaf(FieldDescriptor field, Object value) {
    return switch (value) {
      case SessionId id -> ByteString.fromHex(id.toString());
      case Value bytes -> ByteString.copyFrom(bytes.toBytes());
      case Enum<?> constant -> {
        String prefix = snake(field.getEnumType().getName()).toUpperCase(Locale.ROOT);
        yield Objects.requireNonNull(
            field.getEnumType().findValueByName(prefix + "_" + constant.name()));
      }
      case KvCommand.Expected expected -> oneOf("Expected", (Record) expected);
      case Record nested -> all(field.getMessageType().getName(), nested);
      default -> value;
    };
  }

  private static DynamicMessage.Builder builder(String message) {
    return DynamicMessage.newBuilder(Objects.requireNonNull(MESSAGES.get(message), message));
  }

  private static String snake(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private static Map<String, Descriptor> load() {
    try (InputStream in = KvSchema.class.getResourceAsStream("/schema.desc")) {
      Map<String, Descriptor> messages = new HashMap<>();
      FileDescriptorSet files = FileDescriptorSet.parseFrom(in);
      FileDescriptor file = FileDescriptor.buildFrom(files.getFile(0), new FileDescriptor[0]);
      file.getMessageTypes().forEach(type -> messages.put(type.getName(), type));
      return messages;
    } catch (IOException | DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}
