package io.sojourn.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sessions as a person reads them, or as a program does. */
enum SessionsOutput {
  table {
    @Override
    void printAll(PrintWriter out, List<ObjectNode> sessions) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("ID", "USER", "STATE", "CREATED", "EXPIRES", "VERSION"));
      for (ObjectNode session : sessions) {
        rows.add(
            List.of(
                cell(session, "id"),
                cell(session, "user_id"),
                cell(session, "state"),
                cell(session, "created_at"),
                cell(session, "expires_at"),
                cell(session, "version")));
      }
      printRows(out, rows);
    }

    @Override
    void printOne(PrintWriter out, ObjectNode session) {
      List<List<String>> rows = new ArrayList<>();
      session
          .properties()
          .forEach(member -> rows.add(List.of(member.getKey(), plain(member.getValue()))));
      printRows(out, rows);
    }
  },

  json {
    @Override
    void printAll(PrintWriter out, List<ObjectNode> sessions) {
      ObjectNode all = Json.object();
      sessions.forEach(all.putArray("sessions")::add);
      printOne(out, all);
    }

    @Override
    void printOne(PrintWriter out, ObjectNode session) {
      out.println(INDENTED.writeValueAsString(session));
    }
  };

  private static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  abstract void printAll(PrintWriter out, List<ObjectNode> sessions);

  abstract void printOne(PrintWriter out, ObjectNode session);

  private static String cell(ObjectNode session, String member) {
    String text = plain(session.path(member));
    return text.isEmpty() ? "-" : text;
  }

  /** A value on one line, without the characters that would talk to the terminal. */
  private static String plain(JsonNode value) {
    String text =
        value.isString() ? value.stringValue() : value.isMissingNode() ? "" : value.toString();
    return OneLine.of(text);
  }

  static void printRows(PrintWriter out, List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        if (i + 1 < row.size()) {
          line.repeat(" ", widths[i] - row.get(i).length() + 2);
        }
      }
      out.println(line);
    }
  }
}
