package dev.pith.plugin.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.dialect.JsonBody;
import dev.pith.plugin.wire.SseEncoder;
import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.ScoredToken;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request of one of the completions routes, from its body to the end of its answer.
 *
 * <p>The body is read and the prompts are tokenised on a worker thread; everything else happens on
 * the context of the call, to which the generator's news are brought.
 */
final class CompletionCall implements LocalCall.Source {

  private static final Logger LOG = LoggerFactory.getLogger(CompletionCall.class);

  private final Vertx vertx;
  private final Context context;
  private final LocalModel model;
  private final LocalCall call;
  private final boolean chat;
  private final List<Generation> generations = new ArrayList<>();
  private final List<Choice> choices = new ArrayList<>();

  private int ended;
  private boolean over;
  private boolean headWritten;

  /** A request that can be answered. */
  private record Prepared(CompletionRequest request, List<Prompt> prompts, ReplyShape shape) {}

  /**
   * @param chat whether it came on the chat route
   */
  CompletionCall(Vertx vertx, LocalModel model, LocalCall call, boolean chat) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.model = model;
    this.call = call;
    this.chat = chat;
  }

  /** Answers a request. */
  void start(Buffer body) {
    vertx.executeBlocking(() -> prepare(body), false).onComplete(this::begin, this::refuse);
  }

  @Override
  public void pause() {
    generations.forEach(Generation::pause);
  }

  @Override
  public void resume() {
    generations.forEach(Generation::resume);
  }

  @Override
  public void cancel() {
    over = true;
    generations.forEach(Generation::cancel);
  }

  private Prepared prepare(Buffer body) throws BadChatRequestException, BadParameterException {
    JsonNode root = JsonBody.parse(body.getBytes()).root();
    int vocabulary = model.tokenizer().size();
    CompletionRequest request =
        chat ? RequestReader.chat(root, vocabulary) : RequestReader.text(root, vocabulary);
    List<Prompt> prompts = request.prompts().encode(model);
    int context = model.generator().contextTokens();
    for (Prompt prompt : prompts) {
      if (prompt.tokens().length >= context) {
        throw BadParameterException.tooLong(
            request.prompts().param(), prompt.tokens().length, context);
      }
    }
    return new Prepared(request, prompts, shape(request.reply()));
  }

  private ReplyShape shape(ReplyOptions options) {
    String id = UUID.randomUUID().toString().replace("-", "");
    long nowSeconds = System.currentTimeMillis() / 1000;
    ReplyHead head =
        new ReplyHead(
            (chat ? "chatcmpl-" : "cmpl-") + id, nowSeconds, model.name(), model.fingerprint());
    TokenTexts texts = new TokenTexts(model.tokenizer());
    return chat ? new ChatShape(head, options, texts) : new TextShape(head, options, texts);
  }

  private void refuse(Throwable cause) {
    if (cause instanceof BadParameterException bad) {
      call.reply(bad.toError());
    } else if (cause instanceof BadChatRequestException malformed) {
      call.reply(ErrorBody.badRequest(String.valueOf(malformed.getMessage())));
    } else {
      fail(cause);
    }
  }

  private void begin(Prepared prepared) {
    if (!call.isOpen()) {
      return;
    }
    ReplyOptions reply = prepared.request.reply();
    boolean keepsTokens = reply.topLogProbs().isPresent() || reply.tokenIds();
    for (Prompt prompt : prepared.prompts) {
      for (int i = 0; i < prepared.request.choices() && !over; i++) {
        Choice choice =
            new Choice(
                choices.size(),
                prompt,
                chat,
                chat ? prepared.request.generation().stopTexts() : List.of(),
                keepsTokens);
        choices.add(choice);
        submit(prepared, choice, i);
      }
    }
    if (!over) {
      call.madeBy(this);
      if (reply.stream()) {
        headWritten = true;
        call.head(200, "text/event-stream; charset=utf-8");
      }
    }
  }

  private void submit(Prepared prepared, Choice choice, int number) {
    Output output =
        prepared.request.reply().stream()
            ? new Streamed(prepared.shape, prepared.request.reply())
            : new Whole(prepared.shape);
    try {
      generations.add(
          model
              .generator()
              .submit(
                  prepared
                      .request
                      .generation()
                      .toRequest(choice.prompt(), number, !chat, prepared.request.reply()),
                  new News(choice, output)));
    } catch (IllegalArgumentException refused) {
      refuse(
          BadParameterException.value(
              prepared.request.prompts().param(), String.valueOf(refused.getMessage())));
    }
  }

  private void fail(Throwable cause) {
    cancel();
    ErrorBody error = errorOf(cause);
    if (headWritten) {
      call.write(error.toEvent());
      call.write(SseEncoder.done());
      call.end();
    } else {
      call.reply(error);
    }
  }

  private static ErrorBody errorOf(Throwable cause) {
    if (cause instanceof RejectedExecutionException) {
      return new ErrorBody(
          503, "too many requests wait for the model", "server_error", null, "overloaded");
    }
    if (cause instanceof CancellationException) {
      return new ErrorBody(503, "the engine has been stopped", "server_error", null, "stopped");
    }
    LOG.error("an answer of the embedded engine failed", cause);
    return new ErrorBody(500, "the embedded engine failed", "server_error", null, "engine_failed");
  }

  /** Where the news of the choices go. */
  private interface Output {
    void onPrompt(Choice choice);

    void onText(Choice choice);

    void onEnd(Choice choice);

    void onAllEnded();
  }

  private final class Streamed implements Output {
    private final ReplyShape shape;
    private final ReplyOptions options;

    Streamed(ReplyShape shape, ReplyOptions options) {
      this.shape = shape;
      this.options = options;
    }

    @Override
    public void onPrompt(Choice choice) {
      ObjectNode opening = shape.opening(choice);
      if (opening != null) {
        write(opening);
      }
    }

    @Override
    public void onText(Choice choice) {
      if (choice.hasText()) {
        write(shape.chunk(choice, choice.take()));
      }
    }

    @Override
    public void onEnd(Choice choice) {
      write(shape.chunk(choice, choice.take()));
    }

    @Override
    public void onAllEnded() {
      if (options.usageAtEnd()) {
        ObjectNode last = shape.chunkWithoutChoice();
        last.set("usage", Usage.of(choices));
        call.write(SseEncoder.data(last.toString()));
      }
      call.write(SseEncoder.done());
      call.end();
    }

    private void write(ObjectNode chunk) {
      if (options.usageInChunks()) {
        chunk.set("usage", Usage.of(choices));
      }
      call.write(SseEncoder.data(chunk.toString()));
    }
  }

  private final class Whole implements Output {
    private final ReplyShape shape;

    Whole(ReplyShape shape) {
      this.shape = shape;
    }

    @Override
    public void onPrompt(Choice choice) {}

    @Override
    public void onText(Choice choice) {}

    @Override
    public void onEnd(Choice choice) {}

    @Override
    public void onAllEnded() {
      ObjectNode body = shape.body(choices);
      body.set("usage", Usage.of(choices));
      call.reply(200, body.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Brings the news of one generation to the context of the call. */
  private final class News implements Generation.Listener {
    private final Choice choice;
    private final Output output;

    News(Choice choice, Output output) {
      this.choice = choice;
      this.output = output;
    }

    @Override
    public void onPromptToken(ScoredToken token) {
      bring(() -> choice.onPromptToken(token));
    }

    @Override
    public void onPrompt(int promptTokens, int cachedTokens) {
      bring(
          () -> {
            choice.onPrompt(cachedTokens);
            output.onPrompt(choice);
          });
    }

    @Override
    public void onToken(GeneratedToken token) {
      bring(
          () -> {
            choice.onToken(token);
            if (choice.isStopped()) {
              generations.get(choice.index()).cancel();
              end(FinishReason.STOP_TEXT, "");
            } else {
              output.onText(choice);
            }
          });
    }

    @Override
    public void onEnd(FinishReason reason, String tail) {
      bring(() -> end(reason, tail));
    }

    @Override
    public void onFailure(Throwable failure) {
      bring(() -> fail(failure));
    }

    private void end(FinishReason reason, String tail) {
      choice.onEnd(reason, tail);
      output.onEnd(choice);
      ended++;
      if (ended == choices.size()) {
        over = true;
        output.onAllEnded();
      }
    }

    private void bring(Runnable news) {
      @Nullable Context current = Vertx.currentContext();
      if (current == context) { // refused at once, while it is submitted
        take(news);
      } else {
        context.runOnContext(arrived -> take(news));
      }
    }

    private void take(Runnable news) {
      if (!over && choice.finishReason() == null) {
        try {
          news.run();
        } catch (RuntimeException failure) {
          fail(failure);
        }
      }
    }
  }
}
