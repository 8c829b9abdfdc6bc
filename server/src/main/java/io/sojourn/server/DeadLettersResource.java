package io.sojourn.server;

import io.sojourn.channel.DeadLetter;
import io.sojourn.channel.DeadLetters;
import io.sojourn.machine.Command;
import io.sojourn.machine.Exchange;
import io.sojourn.machine.Reply;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * {@code /v1/sessions/{id}/dead-letters}: the pushes of a session that are not sent any more, and
 * why. Whoever holds the session may read them; throwing them away takes an API key, since they are
 * what an operator finds out from.
 */
final class DeadLettersResource {

  private static final String PATH = "/v1/sessions/{id}/dead-letters";

  private final Exchange exchange;

  DeadLettersResource(Exchange exchange) {
    this.exchange = exchange;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET", PATH, Access.OWNER, this::get),
        Route.of("DELETE", PATH, Access.KEY, this::clear));
  }

  private Response get(Request request) {
    Query.allowOnly(request, "peek");
    DeadLetters letters = Answers.done(exchange.deadLetters(SessionsResource.id(request)));
    return Response.json(200, Json.written(json -> write(json, letters)));
  }

  private static void write(JsonGenerator json, DeadLetters letters) {
    json.writeStartObject();
    json.writeNumberProperty("forgotten", letters.forgotten());
    json.writeArrayPropertyStart("letters");
    letters.letters().forEach(letter -> write(json, letter));
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, DeadLetter letter) {
    json.writeStartObject();
    json.writeNumberProperty("number", letter.number());
    json.writeStringProperty("at", SessionJson.time(letter.at()));
    json.writeStringProperty("reason", letter.reason());
    json.writeStringProperty("payload", Base64.getEncoder().encodeToString(letter.payload()));
    json.writeEndObject();
  }

  private Response clear(Request request) {
    Query.allowOnly(request);
    Command.ClearDeadLetters command = new Command.ClearDeadLetters(SessionsResource.id(request));
    Reply.DeadLettersCleared cleared =
        (Reply.DeadLettersCleared) Answers.done(exchange.clearDeadLetters(command));
    return Response.json(200, Map.of("cleared", cleared.count()));
  }
}
