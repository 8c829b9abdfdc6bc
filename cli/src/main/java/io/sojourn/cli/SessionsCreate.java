package io.sojourn.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code sojourn sessions create}. */
@Command(
    name = "create",
    description = {
      "Creates a session and prints it, with its token. The token is shown this one time only.",
      "An attribute's value is JSON where it reads as JSON, else text."
    },
    footer = {
      "",
      "Examples:",
      "  sojourn sessions create --user ada --activate --ttl 3600",
      "  sojourn sessions create --user ada --attribute theme=dark --attribute 'cart={\"items\":3}'"
          + " --output json"
    })
final class SessionsCreate extends Verb {
  @Mixin ServerAccess access = new ServerAccess();

  @Option(
      names = "--user",
      required = true,
      paramLabel = "ID",
      description = "Whose session it is.")
  String user = "";

  @Option(
      names = "--capability",
      paramLabel = "NAME=TEXT",
      description = "A fixed property; may be repeated.")
  Map<String, String> capabilities = new LinkedHashMap<>();

  @Option(
      names = "--attribute",
      paramLabel = "NAME=JSON",
      description = "An attribute; may be repeated.")
  Map<String, String> attributes = new LinkedHashMap<>();

  @Option(
      names = "--ttl",
      paramLabel = "SECONDS",
      description = "How long it lives at most (default: the server's).")
  @Nullable Long ttlSeconds;

  @Option(
      names = "--idle",
      paramLabel = "SECONDS",
      description =
          "How long it lives without being used; 0 for no such limit (default: the server's).")
  @Nullable Long idleSeconds;

  @Option(names = "--activate", description = "Make it active at once.")
  boolean activate;

  @Override
  public Integer call() {
    ObjectNode wish = Json.object().put("user_id", user);
    if (!capabilities.isEmpty()) {
      ObjectNode into = wish.putObject("capabilities");
      capabilities.forEach(into::put);
    }
    if (!attributes.isEmpty()) {
      ObjectNode into = wish.putObject("attributes");
      attributes.forEach((name, typed) -> into.set(name, value(typed)));
    }
    if (ttlSeconds != null) {
      wish.put("ttl_seconds", ttlSeconds);
    }
    if (idleSeconds != null) {
      wish.put("idle_seconds", idleSeconds);
    }
    if (activate) {
      wish.put("activate", true);
    }
    return access.print(out(), client -> client.create(wish));
  }

  private static JsonNode value(String typed) {
    try {
      JsonNode read = Json.MAPPER.readTree(typed);
      return read.isMissingNode() ? Json.MAPPER.valueToTree(typed) : read;
    } catch (JacksonException text) {
      return Json.MAPPER.valueToTree(typed);
    }
  }
}
