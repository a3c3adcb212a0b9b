package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** What the requests of all routes have in common: the members that mean the same everywhere. */
abstract class JsonRequest implements ModelRequest {
  private final JsonBody body;
  private final Conversation conversation;

  /**
   * Takes a request.
   *
   * @param conversation its messages, wherever the route keeps them
   */
  JsonRequest(JsonBody body, Conversation conversation) {
    this.body = body;
    this.conversation = conversation;
  }

  @Override
  public final byte[] body() {
    return body.bytes();
  }

  @Override
  public final Optional<String> model() {
    return Optional.ofNullable(json().path("model").textValue());
  }

  @Override
  public final boolean stream() {
    return json().path("stream").booleanValue();
  }

  @Override
  public final String question() {
    return conversation.lastQuestion();
  }

  @Override
  public final String firstQuestion() {
    return conversation.firstQuestion();
  }

  final JsonNode json() {
    return body.root();
  }

  final JsonBody parsed() {
    return body;
  }

  final Conversation conversation() {
    return conversation;
  }
}
