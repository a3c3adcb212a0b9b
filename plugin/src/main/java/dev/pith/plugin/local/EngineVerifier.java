package dev.pith.plugin.local;

import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.local.request.ChatPrompt;
import dev.pith.ragcache.engine.KvSequence;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.generate.Scores;
import dev.pith.ragcache.generate.ScoringRequest;
import dev.pith.ragcache.generate.TokenLogProb;
import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import dev.pith.verifier.VerifierPrompts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

/**
 * Puts the verifier's questions [1] to a model in this process: the probability of Yes is that of
 * its next token, among those that begin Yes or No.
 *
 * <p>One forward pass answers a question; what was asked about the same user's question before has
 * its KV. A verdict costs every token of its prompt, whether its KV was there or not. Thread-safe.
 */
public final class EngineVerifier implements Verifier {

  /*
   * [1] TrimR: Verifier-based Training-Free Thinking Trimming for Efficient Test-Time Scaling,
   * section on two-stage verification. https://arxiv.org/abs/2505.17155
   */

  private static final Map<String, Object> WITHOUT_THINKING = Map.of("enable_thinking", false);

  private final LocalModel model;
  private final Executor executor;
  private final int[] yes;
  private final int[] no;

  /**
   * Asks a model.
   *
   * @param model has a chat template; not closed by this
   * @param executor where prompts are written and encoded, which takes a fraction of a millisecond
   * @throws IllegalArgumentException when the model cannot tell Yes from No by their first tokens
   */
  public EngineVerifier(LocalModel model, Executor executor) {
    this.model = model;
    this.executor = executor;
    yes = beginnings(model.tokenizer(), VerifierPrompts.YES);
    no = beginnings(model.tokenizer(), VerifierPrompts.NO);
    if (IntStream.of(yes).anyMatch(token -> contains(no, token))) {
      throw new IllegalArgumentException(
          "Yes and No must begin with different tokens in " + model.name());
    }
  }

  @Override
  public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
    return ask(List.of(user(VerifierPrompts.statesAnswer(question, excerpt))));
  }

  @Override
  public CompletionStage<Optional<Verdict>> sameAnswer(
      String question, String first, String second) {
    return ask(List.of(user(VerifierPrompts.sameAnswer(question, first, second))));
  }

  /**
   * Asks for the process reward of a step: the probability that the last step of a thinking is
   * right.
   *
   * @param messages the conversation before the thinking, each with a role and a content
   * @param thinking from its start tag to the end of the step
   */
  public CompletionStage<Optional<Verdict>> stepIsRight(
      List<Map<String, Object>> messages, String thinking) {
    return ask(judging(messages, thinking));
  }

  /**
   * Asks for the process reward of a step whose KV is there; see {@link #stepIsRight(List,
   * String)}. It costs the tokens of its prompt that have no KV.
   *
   * @param tokens those that the KV is of, from the beginning of the conversation on; where the
   *     template writes others from some place on, the KV is used up to there
   * @param kv of the first of these tokens; closed when the question is answered
   * @return cancelling it cancels the question
   */
  public CompletableFuture<Verdict> stepIsRight(
      List<Map<String, Object>> messages, String thinking, int[] tokens, KvSequence kv) {
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    try {
      executor.execute(() -> judge(judging(messages, thinking), tokens, kv, answer));
    } catch (RejectedExecutionException closed) {
      kv.close();
      answer.completeExceptionally(closed);
    }
    return answer;
  }

  private void judge(
      List<Map<String, Object>> messages,
      int[] tokens,
      KvSequence kv,
      CompletableFuture<Verdict> answer) {
    CompletableFuture<Scores> scores;
    try {
      int[] prompt = prompt(messages);
      int agreeing = Arrays.mismatch(prompt, tokens);
      int known = Math.min(agreeing < 0 ? prompt.length : agreeing, prompt.length - 1);
      kv.truncate(Math.min(known, kv.end()));
      scores = model.generator().score(scoring(prompt).withKv(kv));
    } catch (RuntimeException failure) {
      kv.close();
      answer.completeExceptionally(failure);
      return;
    }
    CompletableFuture<Verdict> unused =
        answer.whenComplete(
            (verdict, failure) -> {
              if (answer.isCancelled()) {
                scores.cancel(true);
              }
            });
    CompletableFuture<Scores> unusedToo =
        scores.whenComplete(
            (judged, failure) -> {
              if (judged == null) {
                answer.completeExceptionally(failure);
              } else {
                long run = (long) judged.promptTokens() - judged.cachedTokens();
                OptionalLong price = OptionalLong.of(run);
                answer.complete(
                    verdict(judged)
                        .map(verdict -> verdict.withTokens(price))
                        .orElse(Verdict.abstention(price)));
              }
            });
  }

  private static List<Map<String, Object>> judging(
      List<Map<String, Object>> messages, String thinking) {
    List<Map<String, Object>> all = new ArrayList<>(messages);
    all.add(Map.of("role", "assistant", "content", thinking));
    all.add(user(VerifierPrompts.stepIsRight()));
    return all;
  }

  private CompletionStage<Optional<Verdict>> ask(List<Map<String, Object>> messages) {
    return CompletableFuture.supplyAsync(() -> prompt(messages), executor)
        .thenCompose(prompt -> model.generator().score(scoring(prompt)))
        .thenApply(this::verdict);
  }

  private int[] prompt(List<Map<String, Object>> messages) {
    try {
      return ChatPrompt.render(model.template(), messages, true, WITHOUT_THINKING)
          .encode(model.tokenizer())
          .tokens();
    } catch (BadParameterException unwritable) {
      throw new CompletionException(unwritable);
    }
  }

  private ScoringRequest scoring(int[] prompt) {
    return ScoringRequest.ofNext(
        prompt, IntStream.concat(IntStream.of(yes), IntStream.of(no)).toArray());
  }

  private Optional<Verdict> verdict(Scores scores) {
    double affirms = 0;
    double denies = 0;
    for (TokenLogProb candidate : scores.next()) {
      double probability = Math.exp(candidate.logProb());
      if (contains(yes, candidate.id())) {
        affirms += probability;
      } else {
        denies += probability;
      }
    }
    double sum = affirms + denies;
    return sum > 0
        ? Optional.of(new Verdict(Math.min(1, affirms / sum), scores.promptTokens()))
        : Optional.empty();
  }

  /** Returns the first tokens of the ways in which models write a word. */
  private static int[] beginnings(Tokenizer tokenizer, String word) {
    Set<Integer> tokens = new LinkedHashSet<>();
    for (String spelling : List.of(word, word.toLowerCase(Locale.ROOT), " " + word)) {
      int[] ids = tokenizer.encode(spelling, false, false);
      if (ids.length == 1 || (ids.length > 1 && spelling.equals(word))) {
        tokens.add(ids[0]);
      }
    }
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean contains(int[] tokens, int token) {
    return IntStream.of(tokens).anyMatch(each -> each == token);
  }

  private static Map<String, Object> user(String content) {
    return Map.of("role", "user", "content", content);
  }
}
