package dev.pith.eval.prune;

import dev.pith.eval.train.ChatFormat;
import dev.pith.eval.world.Problem;
import dev.pith.plugin.local.EngineTokenScorer;
import dev.pith.plugin.local.LocalModel;
import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.GenerationRequest;
import dev.pith.ragcache.generate.SamplingSettings;
import dev.pith.verifier.TokenScores;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The measured model: it thinks, scores and answers. */
final class ThinkingModel {
  private static final String OPEN = "<think>\n";
  private static final String CLOSE = "\n</think>\n\n";
  private static final int MAX_ANSWER_TOKENS = 64;

  private final LocalModel model;
  private final EngineTokenScorer scorer;

  ThinkingModel(LocalModel model) {
    this.model = model;
    scorer = new EngineTokenScorer(model, Runnable::run);
  }

  /**
   * What the model said to a problem.
   *
   * @param thinking without its tags and the white space around
   */
  record Said(String thinking, String answer) {}

  /**
   * Lets it think and answer, the likeliest token each time; empty when the thinking does not end
   * within the context.
   */
  CompletableFuture<Optional<Said>> think(Problem problem) {
    return think(problem, SamplingSettings.greedy());
  }

  /** Lets it think and answer; empty when the thinking does not end within the context. */
  CompletableFuture<Optional<Said>> think(Problem problem, SamplingSettings sampling) {
    return goOn(prompt(problem), Integer.MAX_VALUE, sampling).thenApply(ThinkingModel::read);
  }

  /** Lets it answer behind a thinking, which may be empty; the likeliest token each time. */
  CompletableFuture<String> answer(Problem problem, String thinking) {
    return goOn(
        prompt(problem) + OPEN + thinking + CLOSE, MAX_ANSWER_TOKENS, SamplingSettings.greedy());
  }

  /** Returns how many tokens a text has. */
  int tokens(String text) {
    return model.tokenizer().encode(text, false, false).length;
  }

  /** Returns how many tokens it can write about a problem. */
  int room(Problem problem) {
    return room(model.tokenizer().encode(prompt(problem), true, true));
  }

  /** Lets it score a thinking that it has written. */
  CompletableFuture<Optional<TokenScores>> score(Problem problem, String thinking) {
    return scorer.score(prompt(problem) + OPEN, thinking);
  }

  String name() {
    return model.name();
  }

  private static String prompt(Problem problem) {
    return ChatFormat.prompt(ChatFormat.messages(problem), true);
  }

  private static Optional<Said> read(String text) {
    int end = text.indexOf(CLOSE.strip());
    if (end < 0) {
      return Optional.empty();
    }
    String thinking = text.substring(0, end).replaceFirst("^\\s*" + OPEN.strip(), "").strip();
    return Optional.of(new Said(thinking, text.substring(end + CLOSE.strip().length()).strip()));
  }

  private int room(int[] prompt) {
    return model.generator().contextTokens() - prompt.length;
  }

  private CompletableFuture<String> goOn(String prompt, int maxTokens, SamplingSettings sampling) {
    int[] tokens = model.tokenizer().encode(prompt, true, true);
    CompletableFuture<String> end = new CompletableFuture<>();
    StringBuilder text = new StringBuilder();
    model
        .generator()
        .submit(
            GenerationRequest.builder(tokens)
                .renderSpecial(true)
                .maxTokens(Math.max(1, Math.min(maxTokens, room(tokens))))
                .sampling(sampling)
                .build(),
            new Generation.Listener() {
              @Override
              public void onPrompt(int promptTokens, int cachedTokens) {}

              @Override
              public void onToken(GeneratedToken token) {
                text.append(token.text());
              }

              @Override
              public void onEnd(FinishReason reason, String tail) {
                end.complete(text.append(tail).toString());
              }

              @Override
              public void onFailure(Throwable failure) {
                end.completeExceptionally(failure);
              }
            });
    return end;
  }
}
