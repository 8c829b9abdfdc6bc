package io.sojourn.connect;

import io.sojourn.session.SessionId;
import io.sojourn.wire.connect.ClientMessage;
import io.sojourn.wire.connect.ServerMessage;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON form by the names of the records' components: another way than the door's own. */
final class JsonMessages {

  static final JsonMapper JSON = new JsonMapper();

  private JsonMessages() {}

  static ObjectNode write(ClientMessage message) {
    ObjectNode node = JSON.createObjectNode();
    node.put("type", snake(message.getClass().getSimpleName()));
    for (RecordComponent component : message.getClass().getRecordComponents()) {
      String name = snake(component.getName());
      switch (invoke(component, message)) {
        case byte[] bytes -> node.put(name, Base64.getEncoder().encodeToString(bytes));
        case SessionId id -> node.put(name, id.toString());
        case Enum<?> constant -> node.put(name, constant.name().toLowerCase(Locale.ROOT));
        case Map<?, ?> texts -> node.set(name, JSON.valueToTree(texts));
        case Object value -> node.set(name, JSON.valueToTree(value));
      }
    }
    return node;
  }

  static ServerMessage read(JsonNode node) {
    String type = node.get("type").asString();
    Class<?> record =
        Arrays.stream(ServerMessage.class.getPermittedSubclasses())
            .filter(kind -> snake(kind.getSimpleName()).equals(type))
            .findFirst()
            .orElseThrow();
    RecordComponent[] components = record.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(node.get(snake(components[i].getName())), types[i]);
    }
    try {
      Constructor<?> constructor = record.getDeclaredConstructor(types);
      return (ServerMessage) constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object value(JsonNode node, Class<?> type) {
    if (type == byte[].class) {
      return Base64.getDecoder().decode(node.asString());
    } else if (type == SessionId.class) {
      return SessionId.parse(node.asString());
    } else if (type == long.class) {
      return node.longValue();
    } else if (type == int.class) {
      return node.intValue();
    } else if (type == boolean.class) {
      return node.booleanValue();
    }
    return node.asString();
  }

  private static Object invoke(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static String snake(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
