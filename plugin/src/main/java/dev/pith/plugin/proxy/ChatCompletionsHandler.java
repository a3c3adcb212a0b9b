package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.probe.StopChoice;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides what is done with a chat request: whether its answer is trimmed, only read, or passes as
 * it is, and then under which reason it is counted.
 */
final class ChatCompletionsHandler {

  private final ChatExchange.Surroundings surroundings;
  private final PassThrough passThrough;

  ChatCompletionsHandler(ChatExchange.Surroundings surroundings, PassThrough passThrough) {
    this.surroundings = surroundings;
    this.passThrough = passThrough;
  }

  void handle(HttpServerRequest request, ClientStream client) {
    RequestWishes wishes;
    try {
      wishes = RequestWishes.of(request.headers());
    } catch (IllegalArgumentException unknown) {
      client.reply(ErrorBody.badRequest(String.valueOf(unknown.getMessage())));
      return;
    }
    if (wishes.mode().orElse(settings().mode()) == Mode.OFF) {
      count("off");
      passThrough.forward(request, client);
    } else {
      RequestBody.read(request, settings().maxBodyBytes())
          .onSuccess(body -> admit(request, body, client, wishes))
          .onFailure(tooLarge -> client.reply(ErrorBody.tooLarge(settings().maxBodyBytes())));
    }
  }

  private void admit(
      HttpServerRequest request, Buffer body, ClientStream client, RequestWishes wishes) {
    if (!client.isOpen()) {
      return;
    }
    Mode asked = wishes.mode().orElse(settings().mode());
    ChatRequest chat;
    try {
      if (!isJson(request)) {
        pass(request, body, client, "malformed");
        return;
      }
      chat = ChatRequest.parse(body.getBytes());
    } catch (BadChatRequestException malformed) {
      pass(request, body, client, "malformed"); // what is wrong with it is the upstream's to say
      return;
    }
    Optional<String> objection = chat.untrimmable(wishes.askForTrimming());
    if (objection.isPresent()) {
      pass(request, body, client, objection.get());
      return;
    }
    StopChoice choice =
        asked == Mode.AUTO
            ? surroundings.stopMethods().choose(chat, route(request))
            : StopChoice.none(null, "shadow");
    boolean trims = choice.canStop();
    if (choice.isRefusalOfTheRequest()) {
      pass(request, body, client, choice.reason());
    } else if (!trims && !chat.stream()) {
      pass(request, body, client, asked == Mode.AUTO ? choice.reason() : "not-streamed");
    } else {
      TrimSettings trim = wishes.trim(settings().trim());
      boolean comparable = trims && !wishes.askForTrimming();
      RequestFacts facts = RequestFacts.of(chat, comparable, settings().savings().holdout());
      new ChatExchange(surroundings, request, client, chat, choice, trim, facts).start();
    }
  }

  private Route route(HttpServerRequest request) {
    return Route.of(
        surroundings.vertx(),
        surroundings.upstream(),
        request.uri(),
        ForwardedHeaders.ofJson(request.headers()));
  }

  private static boolean isJson(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null || type.toLowerCase(Locale.ROOT).matches("[^;]*[/+]json\\s*(;.*)?");
  }

  private void pass(HttpServerRequest request, Buffer body, ClientStream client, String reason) {
    count(reason);
    passThrough.forward(request, body, client, reason);
  }

  private void count(String reason) {
    surroundings.meter().requestEnded(RequestSavings.passed(reason));
  }

  private ProxySettings settings() {
    return surroundings.settings();
  }
}
