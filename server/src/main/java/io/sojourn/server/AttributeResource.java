package io.sojourn.server;

import io.sojourn.session.Attribute;
import io.sojourn.session.AttributeEdit;
import io.sojourn.session.Outcome;
import io.sojourn.session.Session;
import io.sojourn.session.Sessions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code /v1/sessions/{id}/attributes/{name}}: one attribute, any JSON value, tagged with a version
 * of its own, so that {@code If-Match} compares and sets exactly this attribute.
 */
final class AttributeResource {

  private static final String PATH = AttributesResource.PATH + "/{name}";

  private final Sessions sessions;

  AttributeResource(Sessions sessions) {
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

  /** Works an edit out of the attribute as it is, or refuses. */
  @FunctionalInterface
  private interface Change {
    AttributeEdit of(@Nullable Attribute before);
  }

  private Response get(Request request) {
    Query.allowOnly(request, "peek");
    Attribute attribute =
        SessionsResource.find(request, sessions).attributes().get(request.parameter("name"));
    if (attribute == null) {
      throw unknown();
    }
    Response response =
        EntityTag.isKnown(request, attribute.version())
            ? Response.empty(304)
            : Response.json(200, SessionJson.value(attribute));
    return response.withHeader("ETag", EntityTag.of(attribute.version()));
  }

  private Response put(Request request) {
    Query.allowOnly(request);
    String name = request.parameter("name");
    String value = Json.text(Json.parse(request.body()));
    return edit(request, before -> AttributeEdit.set(name, value));
  }

  private Response patch(Request request) {
    Query.allowOnly(request);
    String name = request.parameter("name");
    JsonNode patch = Json.parse(request.body());
    return edit(
        request,
        before ->
            patch.isNull()
                ? AttributeEdit.remove(name)
                : AttributesResource.merge(name, before, patch));
  }

  private Response delete(Request request) {
    Query.allowOnly(request);
    String name = request.parameter("name");
    return edit(
        request,
        before -> {
          if (before == null) {
            throw unknown();
          }
          return new AttributeEdit(name, null, before.version());
        });
  }

  private Response edit(Request request, Change change) {
    String name = request.parameter("name");
    for (int attempt = 1; ; attempt++) {
      Session session = SessionsResource.find(request, sessions);
      Attribute before = session.attributes().get(name);
      boolean conditional = checkPreconditions(request, before);
      AttributeEdit edit = change.of(before);
      if (conditional) {
        long version = before == null ? AttributeEdit.ABSENT : before.version();
        edit = new AttributeEdit(name, edit.value(), version);
      }
      Outcome<Session> outcome =
          Answers.outcome(
              sessions.editAttributes(session.id(), Sessions.ANY_VERSION, List.of(edit), false));
      boolean retry =
          AttributesResource.lostRace(outcome)
              && !conditional
              && attempt < AttributesResource.ATTEMPTS;
      if (!retry) {
        Attribute after = Answers.expectDone(outcome).attributes().get(name);
        return after == null ? Response.empty(204) : shown(before == null ? 201 : 200, after);
      }
    }
  }

  /** Whether the request demands anything of the attribute; refuses if that does not hold. */
  private static boolean checkPreconditions(Request request, @Nullable Attribute before) {
    if (EntityTag.isDemanded(request)) {
      if (before == null) {
        throw mismatch("The attribute is not there.");
      }
      EntityTag.demand(request, before.version());
      return true;
    }
    if (EntityTag.mustBeNew(request)) {
      if (before != null) {
        throw mismatch("The attribute is there already.");
      }
      return true;
    }
    return false;
  }

  private static Response shown(int status, Attribute attribute) {
    return Response.json(status, SessionJson.value(attribute))
        .withHeader("ETag", EntityTag.of(attribute.version()));
  }

  private static ProblemException mismatch(String detail) {
    return Problem.of(ProblemType.VERSION_MISMATCH, detail).asException();
  }

  private static ProblemException unknown() {
    return Problem.of(ProblemType.ATTRIBUTE_UNKNOWN, "The session has no such attribute.")
        .asException();
  }
}
