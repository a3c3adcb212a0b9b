package dev.pith.plugin.proxy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.dialect.Json;
import dev.pith.plugin.dialect.JsonEdit;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.rag.BadChunksException;
import dev.pith.plugin.rag.ChunkVisit;
import dev.pith.plugin.rag.PrimeBudget;
import dev.pith.plugin.rag.PrimeMode;
import dev.pith.plugin.rag.PromptRoute;
import dev.pith.plugin.rag.RequestPin;
import dev.pith.plugin.upstream.JsonCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.verifier.detect.ProbeCost;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * Answers {@code POST /pith/prime}: has the model server read the prompt of a chat request before
 * anybody asks, and generate nothing, or where it cannot do that one token.
 *
 * <p>The prompt goes the way of a chat request: into the slot of its conversation, with its chunks
 * in the order that helps most. Requests that come later are ordered behind it. The answer is a
 * JSON object with {@code promptTokens}, {@code cachedTokens} and {@code outputTokens} as far as
 * the server tells them, and {@code millis}.
 */
final class PrimeHandler {
  static final String PATH = "/pith/prime";

  private static final String CHAT = "/v1/chat/completions";
  private static final int CHARS_PER_TOKEN = 4;

  private final Surroundings surroundings;
  private final PrimeMode mode;
  private final PrimeBudget budget;

  PrimeHandler(Surroundings surroundings, LongSupplier nanoTime) {
    this.surroundings = surroundings;
    this.mode = surroundings.settings().rag().prime();
    this.budget = new PrimeBudget(surroundings.settings().rag().primeTokens(), nanoTime);
  }

  void handle(HttpServerRequest request, ClientStream client) {
    if (mode == PrimeMode.OFF) {
      refuse(client, 404, "priming is off: rag-prime llama or rag-prime any turns it on", "off");
      return;
    }
    KnownServer server = surroundings.server();
    server.find(request);
    ServerKind kind = server.kind();
    if (mode == PrimeMode.LLAMA && kind != ServerKind.LLAMA && server.mayBecomeKnown()) {
      refuse(
          client,
          409,
          "it is not known yet what the server is; upstream-kind llama says so from the start",
          "server_unknown");
    } else if (mode == PrimeMode.LLAMA && kind != ServerKind.LLAMA) {
      refuse(
          client,
          409,
          "rag-prime llama needs a llama-server, but the server is taken to be "
              + kind.label()
              + "; with rag-prime any it would generate one token",
          "server_kind");
    } else {
      int limit = surroundings.settings().maxBodyBytes();
      RequestBody.read(request, limit)
          .onSuccess(body -> read(request, body, client, kind))
          .onFailure(tooLarge -> client.reply(ErrorBody.tooLarge(limit)));
    }
  }

  private void read(HttpServerRequest request, Buffer body, ClientStream client, ServerKind kind) {
    if (!client.isOpen()) {
      return;
    }
    ChatRequest chat;
    try {
      chat = ChatRequest.parse(body.getBytes());
    } catch (BadChatRequestException malformed) {
      client.reply(ErrorBody.badRequest(String.valueOf(malformed.getMessage())));
      return;
    }
    if (chat.isAmbiguous() || chat.promptChars() == 0) {
      client.reply(
          ErrorBody.badRequest(
              "messages", "a chat request with the messages of a prompt is expected"));
      return;
    }
    switch (budget.claim(Math.max(1, chat.promptChars() / CHARS_PER_TOKEN))) {
      case BUSY -> refuse(client, 429, "another prompt is being read ahead", "busy");
      case SPENT ->
          refuse(
              client,
              429,
              "the prompt is more than what is left of rag-prime-tokens for this hour: "
                  + surroundings.settings().rag().primeTokens(),
              "spent");
      case GRANTED -> prime(request, body, client, kind);
    }
  }

  private void prime(HttpServerRequest request, Buffer body, ClientStream client, ServerKind kind) {
    ChunkVisit visit;
    byte[] asked;
    try {
      surroundings.slots().refresh(request);
      visit =
          surroundings
              .chunkDesk()
              .visit(body.getBytes(), PromptRoute.CHAT, RouteHandler.tenant(request));
      asked = withoutAnswer(visit.body(), kind);
    } catch (BadChunksException unclear) {
      budget.settle(0);
      client.reply(ErrorBody.badRequest(String.valueOf(unclear.getMessage())));
      return;
    } catch (RuntimeException failure) {
      budget.settle(0);
      throw failure;
    }
    RequestPin pin = visit.pin();
    byte[] pinned = pin.applyTo(asked);
    long began = System.nanoTime();
    send(request, pinned)
        .compose(
            reply -> {
              boolean refused = pinned != asked && (reply.status() == 400 || reply.status() == 422);
              pin.over();
              return refused ? send(request, asked) : Future.succeededFuture(reply);
            })
        .onSuccess(reply -> answer(client, reply, began))
        .onFailure(
            failure -> {
              pin.over();
              budget.settle();
              surroundings.meter().primed(ProbeCost.UNKNOWN);
              if (failure instanceof UpstreamException told) {
                client.fail(told);
              } else {
                refuse(client, 500, "the prompt could not be read ahead", "internal");
              }
            });
  }

  private Future<JsonCall.Reply> send(HttpServerRequest request, byte[] body) {
    return JsonCall.send(
            surroundings.vertx(),
            surroundings.upstream(),
            HttpMethod.POST,
            CHAT,
            ForwardedHeaders.ofJson(request.headers()),
            body,
            surroundings.settings().upstreamSilence())
        .reply();
  }

  /** Returns a request for the same prompt whose answer has no text, or as little as can be. */
  private static byte[] withoutAnswer(byte[] body, ServerKind kind) {
    JsonEdit edit = new JsonEdit();
    edit.set("/stream", "false").remove("/stream_options").remove("/pith").remove("/n");
    if (kind == ServerKind.LLAMA) {
      edit.set("/n_predict", "0").remove("/max_tokens").remove("/max_completion_tokens");
    } else if (kind == ServerKind.OPENAI) {
      edit.set("/max_completion_tokens", "1").remove("/max_tokens");
    } else {
      edit.set("/max_tokens", "1").remove("/max_completion_tokens");
    }
    return edit.applyTo(new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
  }

  private void answer(ClientStream client, JsonCall.Reply reply, long began) {
    UsageReport usage = UsageReport.ofAnswer(reply.json());
    ProbeCost cost =
        reply.isOk()
            ? new ProbeCost(usage.promptTokens(), usage.cachedTokens(), usage.completionTokens())
            : ProbeCost.UNKNOWN;
    surroundings.meter().primed(cost);
    cost.computed().ifPresentOrElse(budget::settle, budget::settle);
    if (!reply.isOk()) {
      refuse(
          client,
          502,
          "the server has not read the prompt, its status was "
              + reply.status()
              + ": "
              + Json.write(reply.json().path("error")),
          "upstream_status");
      return;
    }
    ObjectNode told = Json.object();
    cost.prompt().ifPresent(count -> told.put("promptTokens", count));
    cost.cached().ifPresent(count -> told.put("cachedTokens", count));
    cost.output().ifPresent(count -> told.put("outputTokens", count));
    told.put("millis", (System.nanoTime() - began) / 1_000_000);
    client.reply(200, Buffer.buffer(Json.write(told)).appendString("\n"));
  }

  private static void refuse(ClientStream client, int status, String message, String code) {
    client.reply(new ErrorBody(status, "pith: " + message, "proxy_error", null, "prime_" + code));
  }
}
