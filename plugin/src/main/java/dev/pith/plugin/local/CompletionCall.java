package dev.pith.plugin.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.BadChatRequestException;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.dialect.JsonBody;
import dev.pith.plugin.local.reply.AnswerWriter;
import dev.pith.plugin.local.reply.Choice;
import dev.pith.plugin.local.reply.ReplyHead;
import dev.pith.plugin.local.reply.ReplyShape;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.local.request.CompletionRequest;
import dev.pith.plugin.local.request.GenerationOptions;
import dev.pith.plugin.local.request.Prompt;
import dev.pith.plugin.local.request.ReplyOptions;
import dev.pith.plugin.local.request.RequestReader;
import dev.pith.plugin.local.request.ToolUse;
import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.GenerationRequest;
import dev.pith.ragcache.generate.ScoredToken;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
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
  private final boolean underWay;
  private final ReasoningControl control;
  private final String id;
  private final List<Generation> generations = new ArrayList<>();
  private final List<Choice> choices = new ArrayList<>();
  private final List<ThinkingEnd> ends = new ArrayList<>();

  private @Nullable AnswerWriter writer;
  private int ended;
  private boolean over;

  /** A request that can be answered. */
  private record Prepared(CompletionRequest request, List<Prompt> prompts, Optional<int[]> ending) {

    ReplyOptions reply() {
      return request.reply();
    }
  }

  /**
   * @param chat whether it came on the chat route
   * @param underWay whether it goes on with an answer that a client is already reading
   * @param control knows the answers whose thinking may be ended
   */
  CompletionCall(
      Vertx vertx,
      LocalModel model,
      LocalCall call,
      boolean chat,
      boolean underWay,
      ReasoningControl control) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.model = model;
    this.call = call;
    this.chat = chat;
    this.underWay = underWay;
    this.control = control;
    this.id = (chat ? "chatcmpl-" : "cmpl-") + UUID.randomUUID().toString().replace("-", "");
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
    close();
    generations.forEach(Generation::cancel);
  }

  private Prepared prepare(Buffer body) throws BadChatRequestException, BadParameterException {
    JsonNode root = JsonBody.parse(body.getBytes()).root();
    int vocabulary = model.tokenizer().size();
    CompletionRequest request =
        chat ? RequestReader.chat(root, vocabulary) : RequestReader.text(root, vocabulary);
    List<Prompt> prompts = request.prompts().encode(model.tokenizer(), model.template());
    if (request.tools() != ToolUse.NONE) {
      model.requireTools();
    }
    int context = model.generator().contextTokens();
    for (Prompt prompt : prompts) {
      if (prompt.tokens().length >= context) {
        throw BadParameterException.tooLong(
            request.prompts().param(), prompt.tokens().length, context);
      }
    }
    if (!request.reply().scoresPrompt()) {
      prompts = prompts.stream().map(model::withChunks).toList();
    }
    Optional<int[]> ending =
        request.endWords().map(words -> ThinkingEnd.encode(words, model.tokenizer()));
    return new Prepared(request, prompts, ending);
  }

  private ReplyShape shape(ReplyOptions options) {
    long nowSeconds = System.currentTimeMillis() / 1000;
    ReplyHead head = new ReplyHead(id, nowSeconds, model.name(), model.fingerprint());
    return chat
        ? ReplyShape.chat(head, options, model.tokenizer())
        : ReplyShape.text(head, options, model.tokenizer());
  }

  private void refuse(Throwable cause) {
    if (cause instanceof BadParameterException bad) {
      call.reply(bad.toError());
    } else if (cause instanceof BadChatRequestException malformed) {
      call.reply(ErrorBody.badRequest(String.valueOf(malformed.getMessage())));
    } else {
      call.reply(errorOf(cause));
    }
  }

  private void begin(Prepared prepared) {
    if (!call.isOpen()) {
      return;
    }
    ReplyShape shape = shape(prepared.reply());
    writer =
        prepared.reply().stream()
            ? AnswerWriter.streamed(call, shape, prepared.reply(), choices)
            : AnswerWriter.whole(call, shape, prepared.reply(), choices);
    for (Prompt prompt : prepared.prompts) {
      for (int i = 0; i < prepared.request.choices() && !over; i++) {
        submit(prepared, prompt, i);
      }
    }
    if (!over) {
      if (prepared.ending.isPresent()) {
        control.add(id, ends);
      }
      call.madeBy(this);
      writer.onBegun();
    }
  }

  private void submit(Prepared prepared, Prompt prompt, int number) {
    GenerationOptions options = prepared.request.generation();
    ReplyOptions reply = prepared.reply();
    boolean keepsTokens = reply.topLogProbs().isPresent() || reply.tokenIds();
    List<String> ofAnswer = chat ? options.stopTexts() : List.of();
    List<String> ofText = chat ? List.of() : options.stopTexts();
    ToolUse tools = prepared.request.tools();
    Choice choice =
        new Choice(choices.size(), prompt, chat, ofAnswer, tools, keepsTokens, System.nanoTime());
    choices.add(choice);
    GenerationRequest.Builder request =
        options
            .toRequest(prompt, number, reply)
            .stopTexts(ofText)
            .continuesAnswer(underWay)
            .renderSpecial(options.renderSpecial() || (chat && model.hidesTags(tools)));
    ThinkingEnd end =
        prepared
            .ending
            .map(tokens -> new ThinkingEnd(tokens, prompt.insideThinking()))
            .orElse(null);
    try {
      Generation generation = model.submit(prompt, request, new News(choice, end));
      generations.add(generation);
      if (end != null) {
        end.watch(generation);
        ends.add(end);
      }
    } catch (IllegalArgumentException refused) {
      fail(
          BadParameterException.value(
                  prepared.request.prompts().param(), String.valueOf(refused.getMessage()))
              .toError());
    }
  }

  private void close() {
    over = true;
    control.remove(id);
  }

  private void fail(ErrorBody error) {
    cancel();
    if (writer != null) {
      writer.onFailure(error);
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

  /** Brings the news of one generation to the context of the call. */
  private final class News implements Generation.Listener {
    private final Choice choice;
    private final @Nullable ThinkingEnd thinkingEnd;

    News(Choice choice, @Nullable ThinkingEnd thinkingEnd) {
      this.choice = choice;
      this.thinkingEnd = thinkingEnd;
    }

    @Override
    public void onPromptToken(ScoredToken token) {
      bring(answer -> choice.onPromptToken(token));
    }

    @Override
    public void onPrompt(int promptTokens, int cachedTokens) {
      long nowNanos = System.nanoTime();
      bring(
          answer -> {
            choice.onPrompt(cachedTokens, nowNanos);
            answer.onPrompt(choice);
          });
    }

    @Override
    public void onToken(GeneratedToken token) {
      if (thinkingEnd != null) {
        thinkingEnd.onToken(token);
      }
      long nowNanos = System.nanoTime();
      bring(
          answer -> {
            choice.onToken(token, nowNanos);
            if (choice.isStopped()) {
              generations.get(choice.index()).cancel();
              end(answer, FinishReason.STOP_TEXT, "");
            } else {
              answer.onToken(choice);
            }
          });
    }

    @Override
    public void onStopText(String stop) {
      bring(answer -> choice.onStopText(stop));
    }

    @Override
    public void onEnd(FinishReason reason, String tail) {
      bring(answer -> end(answer, reason, tail));
    }

    @Override
    public void onFailure(Throwable failure) {
      bring(answer -> fail(errorOf(failure)));
    }

    private void end(AnswerWriter answer, FinishReason reason, String tail) {
      choice.onEnd(reason, tail);
      answer.onEnd(choice);
      ended++;
      if (ended == choices.size()) {
        close();
        answer.onAllEnded();
      }
    }

    private void bring(Consumer<AnswerWriter> news) {
      Context current = Vertx.currentContext();
      if (context.equals(current)) { // refused at once, while it is submitted
        take(news);
      } else {
        context.runOnContext(arrived -> take(news));
      }
    }

    private void take(Consumer<AnswerWriter> news) {
      if (over || writer == null || choice.finishReason() != null) {
        return;
      }
      try {
        news.accept(writer);
      } catch (RuntimeException failure) {
        fail(errorOf(failure));
      }
    }
  }
}
