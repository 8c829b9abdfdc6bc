package io.sojourn.kv;

import io.sojourn.session.SessionId;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Random values of the records of this package, made of what their components are. */
final class Samples {

  private final SplittableRandom random;

  Samples(SplittableRandom random) {
    this.random = random;
  }

  /** One of the records that a sealed type permits. */
  <T> T one(Class<T> sealed) {
    Class<?>[] permitted = sealed.getPermittedSubclasses();
    return sealed.cast(record(permitted[random.nextInt(permitted.length)]));
  }

  private Object record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] =
          isNullable(components[i]) && random.nextBoolean()
              ? null
              : value(components[i].getGenericType());
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type.getName(), e);
    }
  }

  private static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType list) {
      List<Object> values = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        values.add(value(list.getActualTypeArguments()[0]));
      }
      return values;
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return text();
    } else if (plain == Value.class) {
      byte[] bytes = new byte[random.nextInt(3) == 0 ? random.nextInt(300) : random.nextInt(3)];
      random.nextBytes(bytes);
      return Value.of(bytes);
    } else if (plain == SessionId.class) {
      return new SessionId(random.nextLong(), random.nextLong());
    } else if (plain == long.class) {
      return random.nextBoolean() ? random.nextLong() : random.nextLong(-2, 300);
    } else if (plain == int.class) {
      return random.nextBoolean() ? random.nextInt() : random.nextInt(-2, 300);
    } else if (plain == boolean.class) {
      return random.nextBoolean();
    } else if (plain.isEnum()) {
      return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
    }
    return plain.isSealed() ? one(plain) : record(plain);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(List.of("a", "/", "\0", "é", "€", "\ud83d\ude00").get(random.nextInt(6)));
    }
    return text.toString();
  }
}
