package io.sojourn.cli;

import io.sojourn.kv.KvEntry;
import io.sojourn.kv.Value;
import java.io.PrintWriter;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** Keys and values as a person reads them, or as a program does. */
enum KvOutput {
  text {
    @Override
    void value(PrintWriter out, KvEntry entry) {
      if (entry.value().text().isPresent()) {
        out.println(entry.value().text().get());
      } else {
        // Bytes that are no text go out as they are.
        out.flush();
        byte[] bytes = entry.value().toBytes();
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
      }
    }

    @Override
    void entry(PrintWriter out, KvEntry entry) {
      out.println(OneLine.of(entry.key()) + "\t" + shown(entry.value()));
    }

    @Override
    void key(PrintWriter out, KvEntry entry) {
      out.println(OneLine.of(entry.key()));
    }

    @Override
    void changed(PrintWriter out, KvEntry entry) {
      out.println("put\t" + OneLine.of(entry.key()) + "\t" + shown(entry.value()));
    }

    @Override
    void removed(PrintWriter out, String key, long version) {
      out.println("delete\t" + OneLine.of(key));
    }

    @Override
    void says(PrintWriter out, String line, ObjectNode object) {
      if (!line.isEmpty()) {
        out.println(line);
      }
    }
  },

  json {
    @Override
    void value(PrintWriter out, KvEntry entry) {
      entry(out, entry);
    }

    @Override
    void entry(PrintWriter out, KvEntry entry) {
      out.println(object(entry));
    }

    @Override
    void key(PrintWriter out, KvEntry entry) {
      out.println(withoutValue(entry));
    }

    @Override
    void changed(PrintWriter out, KvEntry entry) {
      out.println(Json.object().put("event", "put").setAll(object(entry)));
    }

    @Override
    void removed(PrintWriter out, String key, long version) {
      out.println(Json.object().put("event", "delete").put("key", key).put("version", version));
    }

    @Override
    void says(PrintWriter out, String line, ObjectNode object) {
      out.println(object);
    }
  };

  /** The value alone. */
  abstract void value(PrintWriter out, KvEntry entry);

  /** A key and its value. */
  abstract void entry(PrintWriter out, KvEntry entry);

  /** A key alone. */
  abstract void key(PrintWriter out, KvEntry entry);

  /** A change. */
  abstract void changed(PrintWriter out, KvEntry entry);

  /** A removal. */
  abstract void removed(PrintWriter out, String key, long version);

  /** What became of a command; an empty line is none. */
  abstract void says(PrintWriter out, String line, ObjectNode object);

  static ObjectNode object(KvEntry entry) {
    ObjectNode object = Json.object().put("key", entry.key());
    entry
        .value()
        .text()
        .ifPresentOrElse(
            text -> object.put("value", text),
            () ->
                object.put(
                    "value_base64", Base64.getEncoder().encodeToString(entry.value().toBytes())));
    return object.setAll(withoutValue(entry));
  }

  private static ObjectNode withoutValue(KvEntry entry) {
    ObjectNode object = Json.object().put("key", entry.key()).put("version", entry.version());
    return entry.owner() == null ? object : object.put("owner", entry.owner().toString());
  }

  /** A value on one line. */
  private static String shown(Value value) {
    return value.text().map(OneLine::of).orElseGet(() -> "(" + value.length() + " bytes)");
  }
}
