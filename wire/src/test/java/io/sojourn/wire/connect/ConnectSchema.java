package io.sojourn.wire.connect;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.sojourn.session.SessionId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The published schema, as compiled by protoc, and the records as messages of it. Fields are found
 * by name, so this knows neither numbers nor types, and cannot share a mistake with the codec. The
 * JSON form is made from the schema too, by the rule that the schema's first lines state.
 */
final class ConnectSchema {

  private static final FileDescriptor FILE = load();
  private static final JsonMapper JSON = new JsonMapper();

  private ConnectSchema() {}

  /** A frame of the messages: {@code ClientFrame} or {@code ServerFrame}. */
  static DynamicMessage frame(String side, List<? extends Record> messages) {
    DynamicMessage.Builder frame = builder(side + "Frame");
    FieldDescriptor repeated = frame.getDescriptorForType().findFieldByName("messages");
    for (Record message : messages) {
      String name = message.getClass().getSimpleName();
      DynamicMessage.Builder wrapper = builder(side + "Message");
      wrapper.setField(field(wrapper, snake(name)), message(name, message));
      frame.addRepeatedField(repeated, wrapper.build());
    }
    return frame.build();
  }

  static DynamicMessage parse(String side, byte[] bytes) throws IOException {
    return DynamicMessage.parseFrom(FILE.findMessageTypeByName(side + "Frame"), bytes);
  }

  static byte[] bytes(DynamicMessage message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    message.writeTo(out);
    out.flush();
    return bytes.toByteArray();
  }

  /** The kinds of messages of a side, as the schema names them. */
  static List<String> kinds(String side) {
    return FILE.findMessageTypeByName(side + "Message").getFields().stream()
        .map(FieldDescriptor::getName)
        .toList();
  }

  private static DynamicMessage message(String name, Record record) {
    DynamicMessage.Builder message = builder(name);
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      FieldDescriptor field = field(message, snake(component.getName()));
      try {
        set(message, field, component.getAccessor().invoke(record));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    assertAllFields(message.getDescriptorForType(), record);
    return message.build();
  }

  private static void assertAllFields(Descriptor type, Record record) {
    if (type.getFields().size() != record.getClass().getRecordComponents().length) {
      throw new AssertionError(type.getName() + " has other fields than its record");
    }
  }

  private static void set(DynamicMessage.Builder message, FieldDescriptor field, Object value) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach(
              (key, text) -> {
                DynamicMessage.Builder entry = DynamicMessage.newBuilder(field.getMessageType());
                entry.setField(field(entry, "key"), key);
                entry.setField(field(entry, "value"), text);
                message.addRepeatedField(field, entry.build());
              });
      case byte[] bytes -> message.setField(field, ByteString.copyFrom(bytes));
      case SessionId id -> message.setField(field, ByteString.fromHex(id.toString()));
      case Enum<?> constant ->
          message.setField(field, field.getEnumType().findValueByName(constant.name()));
      default -> message.setField(field, value);
    }
  }

  /** The JSON form of a frame: an object, or an array unless it is exactly one message. */
  static JsonNode json(DynamicMessage frame) {
    List<?> messages =
        (List<?>) frame.getField(frame.getDescriptorForType().findFieldByName("messages"));
    ArrayNode array = JSON.createArrayNode();
    for (Object wrapper : messages) {
      ((DynamicMessage) wrapper)
          .getAllFields()
          .forEach((kind, message) -> array.add(json(kind.getName(), (DynamicMessage) message)));
    }
    // Read again, so that a number is of the type that reading gives it.
    return JSON.readTree((array.size() == 1 ? array.get(0) : array).toString());
  }

  private static ObjectNode json(String kind, DynamicMessage message) {
    ObjectNode node = JSON.createObjectNode();
    node.put("type", kind);
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      Object value = message.getField(field);
      switch (field.getType()) {
        case BYTES -> node.put(field.getName(), text(field, (ByteString) value));
        case ENUM -> node.put(field.getName(), value.toString().toLowerCase(Locale.ROOT));
        case MESSAGE -> {
          ObjectNode map = node.putObject(field.getName());
          for (Object entry : (List<?>) value) {
            DynamicMessage pair = (DynamicMessage) entry;
            map.put(part(pair, "key"), part(pair, "value"));
          }
        }
        default -> node.set(field.getName(), JSON.valueToTree(value));
      }
    }
    return node;
  }

  private static String part(DynamicMessage pair, String name) {
    return (String) pair.getField(pair.getDescriptorForType().findFieldByName(name));
  }

  private static String text(FieldDescriptor field, ByteString bytes) {
    return field.getName().equals("id")
        ? HexFormat.of().formatHex(bytes.toByteArray())
        : Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static FieldDescriptor field(DynamicMessage.Builder message, String name) {
    Descriptor type = message.getDescriptorForType();
    return Objects.requireNonNull(type.findFieldByName(name), () -> type.getName() + "." + name);
  }

  private static DynamicMessage.Builder builder(String message) {
    return DynamicMessage.newBuilder(
        Objects.requireNonNull(FILE.findMessageTypeByName(message), message));
  }

  static String snake(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  private static FileDescriptor load() {
    try (InputStream in = ConnectSchema.class.getResourceAsStream("/schema.desc")) {
      FileDescriptorProto file =
          FileDescriptorSet.parseFrom(in).getFileList().stream()
              .filter(one -> one.getPackage().equals("sojourn.connect.v1"))
              .findFirst()
              .orElseThrow();
      return FileDescriptor.buildFrom(file, new FileDescriptor[0]);
    } catch (IOException | DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }
}
