package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.probe.StopChoice;
import dev.pith.plugin.rag.ChunkVisit;
import dev.pith.plugin.rag.PromptRoute;
import dev.pith.plugin.session.Mode;
import dev.pith.plugin.settings.SettingException;
import dev.pith.verifier.trim.TrimSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Decides what is done with a chat request: whether its answer is trimmed, voted on, only read, or
 * passes as it is, and then under which reason it is counted.
 */
final class ChatCompletionsHandler extends RouteHandler {

  ChatCompletionsHandler(Surroundings surroundings, PassThrough passThrough) {
    super(surroundings, passThrough, PromptRoute.CHAT);
  }

  @Override
  String path() {
    return "/v1/chat/completions";
  }

  @Override
  void admit(
      HttpServerRequest request,
      Buffer body,
      ClientStream client,
      RequestWishes wishes,
      ChunkVisit chunks) {
    Mode asked = mode(wishes);
    ChatRequest chat;
    try {
      chat = ChatRequest.parse(body.getBytes());
    } catch (BadChatRequestException malformed) {
      passMalformed(request, body, client);
      return;
    }
    if (SearchWish.isIn(chat) && !chat.isAmbiguous()) {
      search(request, chat, client, wishes, chunks);
      return;
    }
    Optional<String> objection = chat.untrimmable(wishes.askForTrimming());
    if (objection.isPresent()) {
      pass(request, body, client, objection.get(), chunks);
      return;
    }
    StopChoice choice =
        asked == Mode.AUTO
            ? surroundings().stopMethods().choose(chat, upstreamRoute(request))
            : StopChoice.none(null, "shadow");
    boolean trims = choice.canStop();
    if (choice.isRefusalOfTheRequest()) {
      pass(request, body, client, choice.reason(), chunks);
    } else if (!trims && !chat.stream()) {
      String reason = asked == Mode.AUTO ? choice.reason() : "not-streamed";
      pass(request, body, client, reason, chunks);
    } else {
      TrimSettings trim = wishes.trim(settings().options().trim());
      boolean comparable = trims && !wishes.askForTrimming();
      RequestFacts facts =
          RequestFacts.of(chat, comparable, settings().savings().holdout(), chunks);
      new ChatExchange(surroundings(), request, client, chat, choice, trim, facts).start();
    }
  }

  /** Takes a request that says whether it is to be voted on. */
  private void search(
      HttpServerRequest request,
      ChatRequest chat,
      ClientStream client,
      RequestWishes wishes,
      ChunkVisit chunks) {
    Optional<SearchWish> wish;
    try {
      wish = SearchWish.of(chat);
    } catch (SettingException unclear) {
      client.reply(ErrorBody.badRequest(unclear.key(), String.valueOf(unclear.getMessage())));
      return;
    }
    if (wish.isEmpty()) {
      admit(request, bodyOf(SearchWish.without(chat)), client, wishes, chunks);
      return;
    }
    ChatRequest single = SearchWish.single(chat);
    Optional<String> objection = SearchWish.objection(single);
    if (objection.isPresent()) {
      client.tell(ForwardedHeaders.SEARCH, "once;reason=" + objection.get());
      admit(request, bodyOf(single), client, wishes, chunks);
      return;
    }
    StopChoice choice =
        mode(wishes) == Mode.AUTO
            ? surroundings().stopMethods().choose(single, upstreamRoute(request))
            : StopChoice.none(null, "shadow");
    new VotedChat(surroundings(), request, client, single, wish.get(), choice, chunks).start();
  }

  private static Buffer bodyOf(ChatRequest chat) {
    return Buffer.buffer(chat.body());
  }
}
