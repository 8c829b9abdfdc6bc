package io.sojourn.server;

import io.sojourn.session.Attribute;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Outcome;
import io.sojourn.session.Refusal;
import io.sojourn.session.Session;
import io.sojourn.session.SessionId;
import io.sojourn.session.Sessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code /v1/sessions/{id}/attributes}: all attributes of a session as one JSON object, tagged with
 * the session's version.
 *
 * <p>A patch names only the attributes that it changes, so that writers of different attributes
 * never overwrite each other. Where a new value is worked out of the old one, the write demands the
 * old one's version and is tried again if somebody was faster.
 */
final class AttributesResource {

  static final String PATH = "/v1/sessions/{id}/attributes";

  /** How often a write that depends on the value before is tried when others keep winning. */
  static final int ATTEMPTS = 16;

  private final Sessions sessions;

  AttributesResource(Sessions sessions) {
    this.sessions = sessions;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", PATH, Access.OWNER, this::get),
        Route.of("PUT", PATH, Access.OWNER_IN_USE, this::put).consuming("application/json"),
        Route.of("PATCH", PATH, Access.OWNER_IN_USE, this::patch)
            .consuming("application/merge-patch+json", "application/json"),
        Route.of("DELETE", PATH, Access.OWNER_IN_USE, this::delete));
  }

  private Response get(Request request) {
    Query.allowOnly(request, "peek");
    return shown(request, SessionsResource.find(request, sessions));
  }

  private static Response shown(Request request, Session session) {
    Response response =
        EntityTag.isKnown(request, session.version())
            ? Response.empty(304)
            : Response.json(200, SessionJson.attributes(session));
    return response.withHeader("ETag", EntityTag.of(session.version()));
  }

  private Response put(Request request) {
    Query.allowOnly(request);
    JsonNode wanted = named(request.body());
    List<AttributeEdit> edits = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : wanted.properties()) {
      edits.add(AttributeEdit.set(member.getKey(), Json.text(member.getValue())));
    }
    return tagged(200, edit(request, session -> edits, true));
  }

  private static JsonNode named(byte[] body) {
    JsonNode attributes = Fields.object(body);
    attributes.propertyNames().forEach(name -> Fields.checkName("attributes", name));
    return attributes;
  }

  private Response delete(Request request) {
    Query.allowOnly(request);
    Session session = edit(request, before -> List.of(), true);
    return Response.empty(204).withHeader("ETag", EntityTag.of(session.version()));
  }

  private Response patch(Request request) {
    Query.allowOnly(request);
    JsonNode patch = named(request.body());
    return tagged(200, edit(request, session -> edits(session, patch), false));
  }

  private static List<AttributeEdit> edits(Session session, JsonNode patch) {
    List<AttributeEdit> edits = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      String name = member.getKey();
      if (member.getValue().isNull()) {
        edits.add(AttributeEdit.remove(name));
      } else {
        edits.add(merge(name, session.attributes().get(name), member.getValue()));
      }
    }
    return edits;
  }

  /** The edit that merges a patch, not null, into one attribute. */
  static AttributeEdit merge(String name, @Nullable Attribute before, JsonNode patch) {
    if (!patch.isObject()) {
      return AttributeEdit.set(name, Json.text(patch));
    }
    JsonNode old = before == null ? null : Json.stored(before.value());
    long version = before == null ? AttributeEdit.ABSENT : before.version();
    return new AttributeEdit(name, Json.text(MergePatch.apply(old, patch)), version);
  }

  private Session edit(
      Request request, Function<Session, List<AttributeEdit>> edits, boolean replaceAll) {
    SessionId id = SessionsResource.id(request);
    for (int attempt = 1; ; attempt++) {
      Session session = SessionsResource.find(request, sessions);
      long expected = SessionsResource.demanded(request, session);
      Outcome<Session> outcome =
          Answers.outcome(sessions.editAttributes(id, expected, edits.apply(session), replaceAll));
      if (!lostRace(outcome) || expected != Sessions.ANY_VERSION || attempt == ATTEMPTS) {
        return Answers.expectDone(outcome);
      }
    }
  }

  /** Whether somebody changed what the write was worked out of. */
  static boolean lostRace(Outcome<Session> outcome) {
    return outcome instanceof Outcome.Refused<Session>(Refusal why)
        && why.code() == Refusal.Code.VERSION_MISMATCH;
  }

  private static Response tagged(int status, Session session) {
    return Response.json(status, SessionJson.attributes(session))
        .withHeader("ETag", EntityTag.of(session.version()));
  }
}
