package dev.pith.plugin.langchain4j;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks a model one short question, cuts its thinking, and sees by which methods it goes on from
 * there. It costs at most {@value #MAX_TOKENS} tokens and as many for each method.
 */
final class ContinuationProbe {

  static final int MAX_TOKENS = 256;

  private static final String QUESTION =
      "Ann has 3 boxes with 14 pens each and gives 9 pens away. How many pens has she left?";

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final int MIN_CHARS = 24;
  private static final int LONG_ENOUGH_CHARS = 160;

  private final StreamingChatModel delegate;
  private final ContinuationRequests requests;
  private final ChatRequest question;

  ContinuationProbe(StreamingChatModel delegate, ContinuationRequests requests, String model) {
    this.delegate = delegate;
    this.requests = requests;
    ChatRequest.Builder builder =
        ChatRequest.builder().messages(UserMessage.from(QUESTION)).maxOutputTokens(MAX_TOKENS);
    this.question = model.isEmpty() ? builder.build() : builder.modelName(model).build();
  }

  /**
   * Starts the probe.
   *
   * @param methods what is tried, in this order
   * @return those that work, in the same order; empty when the model did not think
   */
  CompletableFuture<Optional<List<ContinuationMethod>>> run(List<ContinuationMethod> methods) {
    CompletableFuture<String> thought = new CompletableFuture<>();
    try {
      delegate.chat(question, ChatRequestOptions.EMPTY, new FirstThought(thought));
    } catch (RuntimeException refused) {
      thought.completeExceptionally(refused);
    }
    return thought
        .orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        .thenComposeAsync(
            thinking ->
                thinking.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : tryAll(methods, thinking).thenApply(Optional::of));
  }

  private CompletableFuture<List<ContinuationMethod>> tryAll(
      List<ContinuationMethod> methods, String thinking) {
    CompletableFuture<List<ContinuationMethod>> proven =
        CompletableFuture.completedFuture(new ArrayList<>());
    for (ContinuationMethod method : methods) {
      proven =
          proven.thenComposeAsync(
              before ->
                  tryOne(method, thinking)
                      .thenApply(
                          works -> {
                            if (works) {
                              before.add(method);
                            }
                            return before;
                          }));
    }
    return proven;
  }

  private CompletableFuture<Boolean> tryOne(ContinuationMethod method, String thinking) {
    CompletableFuture<Boolean> works = new CompletableFuture<>();
    String closed = thinking + Guidance.english().after(thinking, Cut.Ending.FORCED);
    ContinuedAnswer answer =
        new ContinuedAnswer(
            method, new ReentrantLock(), new UserStream(new Nobody()), new Outcome(works));
    answer.mustBeginWithin(DEADLINE);
    try {
      delegate.chat(
          requests.after(question, method, closed, OptionalLong.of(MAX_TOKENS)),
          ChatRequestOptions.EMPTY,
          answer);
    } catch (RuntimeException refused) {
      works.complete(false);
    }
    return works
        .orTimeout(2 * DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(
            late -> {
              answer.cancel();
              return false;
            });
  }

  /** Waits for an answer. */
  private record Outcome(CompletableFuture<Boolean> works) implements ContinuedAnswer.Listener {
    @Override
    public void onBegun(ContinuedAnswer answer) {
      // What counts is how it ends.
    }

    @Override
    public void onAnswered(ContinuedAnswer answer, ChatResponse response) {
      works.complete(true);
    }

    @Override
    public void onGivenUp(ContinuedAnswer answer, String reason) {
      works.complete(false);
    }
  }

  private static final class Nobody implements StreamingChatResponseHandler {
    @Override
    public void onCompleteResponse(ChatResponse response) {
      // Nobody listens to a probe.
    }

    @Override
    public void onError(Throwable failure) {
      // Nobody listens to a probe.
    }
  }

  /** Takes the first thought, and ends the call. */
  private static final class FirstThought
      implements StreamingChatResponseHandler, ThinkTagParser.Listener {

    private final CompletableFuture<String> thought;
    private final StringBuilder thinking = new StringBuilder();
    private final ThinkTagParser parser = new ThinkTagParser(ThinkTags.KNOWN, false, this);

    FirstThought(CompletableFuture<String> thought) {
      this.thought = thought;
    }

    @Override
    public void onPartialThinking(PartialThinking piece) {
      onThinking(piece.text());
    }

    @Override
    public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
      onThinking(piece.text());
      endWhenDone(context.streamingHandle());
    }

    @Override
    public void onPartialResponse(String text) {
      parser.onText(text);
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
      parser.onText(piece.text());
      endWhenDone(context.streamingHandle());
    }

    @Override
    public void onThinking(String text) {
      thinking.append(text);
      int length = thinking.length();
      boolean sentence = length >= MIN_CHARS && ".!?\n".indexOf(thinking.charAt(length - 1)) >= 0;
      if (sentence || length >= LONG_ENOUGH_CHARS) {
        thought.complete(thinking.toString());
      }
    }

    @Override
    public void onAnswer(String text) {
      // Only the thinking is looked at.
    }

    @Override
    public void onThinkingEnd() {
      // The end of the response tells whether there was a thought.
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      thought.complete(thinking.toString().strip());
    }

    @Override
    public void onError(Throwable failure) {
      thought.completeExceptionally(failure);
    }

    private void endWhenDone(StreamingHandle handle) {
      if (thought.isDone() && !handle.isCancelled()) {
        UserStream.cancel(handle);
      }
    }
  }
}
