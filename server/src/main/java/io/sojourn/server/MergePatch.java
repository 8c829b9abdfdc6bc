package io.sojourn.server;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON merge patch (RFC 7396): objects are merged member by member, null removes, else replaces.
 */
final class MergePatch {

  private MergePatch() {}

  /**
   * What the patch makes of the target, which is left as it is.
   *
   * @param target the value before, or null if there is none
   */
  static JsonNode apply(@Nullable JsonNode target, JsonNode patch) {
    if (!patch.isObject()) {
      return patch;
    }
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    if (target != null && target.isObject()) {
      for (Map.Entry<String, JsonNode> member : target.properties()) {
        merged.set(member.getKey(), member.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      if (member.getValue().isNull()) {
        merged.remove(member.getKey());
      } else {
        merged.set(member.getKey(), apply(merged.get(member.getKey()), member.getValue()));
      }
    }
    return merged;
  }
}
