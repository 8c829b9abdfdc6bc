package io.sojourn.testing;

import io.sojourn.session.Limits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Limits that differ from others in one bound, named as in the record. */
public final class LimitsWith {

  private LimitsWith() {}

  /** The default limits but for one. */
  public static Limits bound(String name, long value) {
    return bound(Limits.DEFAULT, name, value);
  }

  /** The given limits but for one. */
  public static Limits bound(Limits base, String name, long value) {
    RecordComponent[] components = Limits.class.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    boolean found = false;
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        values[i] = components[i].getAccessor().invoke(base);
        if (components[i].getName().equals(name)) {
          found = true;
          values[i] = types[i] == int.class ? (Object) Math.toIntExact(value) : (Object) value;
        }
      }
      if (!found) {
        throw new AssertionError("no bound " + name + " among " + Arrays.toString(components));
      }
      return Limits.class.getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new LinkageError("limits are a record", e);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("limits are a record", e);
    }
  }
}
