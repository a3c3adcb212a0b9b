package dev.pith.plugin.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.GenerationRequest;
import dev.pith.ragcache.generate.ScoredToken;
import dev.pith.ragcache.generate.ScoringRequest;
import dev.pith.verifier.TokenScores;
import dev.pith.verifier.surprisal.Budget;
import dev.pith.verifier.surprisal.PruneSettings;
import dev.pith.verifier.surprisal.PrunedTrace;
import dev.pith.verifier.surprisal.TracePruner;
import dev.pith.verifier.surprisal.TraceSteps;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineTokenScorerTest {
  private static final double EXACT = 1e-3;
  private static final String QUESTION = "What is 3 + 4?";

  @Test
  void score_whatTheModelWrote_isAsSurprisingAsWhenItWroteIt() {
    try (EngineBed bed = EngineBed.small()) {
      int[] prompt = prompt(bed);
      List<GeneratedToken> all = written(bed, prompt);
      // Tags are control tokens, which the text of a trace cannot have.
      List<GeneratedToken> opening = all.stream().takeWhile(token -> control(bed, token)).toList();
      List<GeneratedToken> thinking =
          all.stream().skip(opening.size()).takeWhile(token -> !control(bed, token)).toList();
      String prefix = text(bed, prompt) + text(bed, ids(opening));
      String text = text(bed, ids(thinking));

      TokenScores scores = score(bed, prefix, text);

      assertThat(scores.size()).as("tokens of %s", text).isEqualTo(thinking.size());
      int at = 0;
      for (int token = 0; token < thinking.size(); token++) {
        assertThat(scores.startChar(token)).isEqualTo(at);
        at += text(bed, thinking.get(token).id()).length();
        assertThat(scores.endChar(token)).isEqualTo(at);
        assertThat(scores.logProb(token))
            .as("token %d of %s", token, text)
            .isCloseTo(thinking.get(token).logProb(), within(EXACT));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|One two.",
        "Before.|One two.",
        "Größe: |Fünf 😀 Äpfel, 七 つ.",
        "x|y",
      })
  void score_anyText_isWhatTheEngineSaysOfTheSameTokens(String prefix, String text) {
    try (EngineBed bed = EngineBed.random()) {
      int[] tokens = bed.model.tokenizer().encode(prefix + text, true, false);
      List<ScoredToken> told =
          bed.model
              .generator()
              .score(ScoringRequest.ofTokens(tokens, 1))
              .orTimeout(20, TimeUnit.SECONDS)
              .join()
              .tokens();

      TokenScores scores = score(bed, prefix, text);

      assertThat(scores.size()).isPositive();
      int behind = tokens.length - scores.size();
      for (int token = 0; token < scores.size(); token++) {
        if (behind + token == 0) {
          assertThat(scores.logProb(token)).as("nothing stands before it").isNaN();
        } else {
          assertThat(scores.logProb(token))
              .isCloseTo(told.get(behind + token - 1).logProb(), within(EXACT));
        }
      }
      assertThat(scores.startChar(0)).isLessThanOrEqualTo(0);
      assertThat(scores.endChar(scores.size() - 1)).isEqualTo(text.length());
      for (int at = 0; at < text.length(); at++) {
        if (!Character.isLowSurrogate(text.charAt(at))) {
          assertThat(scores.at(at)).as("character %d of %s", at, text).isNotNegative();
        }
      }
    }
  }

  @Test
  void score_emptyText_hasNoTokens() {
    try (EngineBed bed = EngineBed.random()) {
      assertThat(score(bed, "Before.", "").size()).isZero();
    }
  }

  @Test
  void score_textLongerThanTheContext_fails() {
    try (EngineBed bed = EngineBed.random()) {
      assertThat(scorer(bed).score("q", "long ".repeat(5_000))).failsWithin(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void prune_traceByTheEngine_keepsItsBudgetAndNamesTheModel() {
    try (EngineBed bed = EngineBed.small()) {
      String text = "Step one is 3.\n\nHm.\n\nThen 4.\n\nAlso 3 + 4.\n\nSo the answer is 7.";

      PrunedTrace pruned =
          new TracePruner(scorer(bed), PruneSettings.defaults())
              .prune(
                  text(bed, prompt(bed)) + "<think>\n",
                  QUESTION,
                  TraceSteps.paragraphs(text),
                  Budget.ofShare(0.6))
              .orTimeout(20, TimeUnit.SECONDS)
              .join()
              .orElseThrow();

      assertThat(pruned.budgetReached()).isTrue();
      assertThat(pruned.keptSteps()).contains(0, 4);
      assertThat(pruned.scorer()).isEqualTo(bed.model.name());
      assertThat(pruned.unknownScores()).isZero();
    }
  }

  private static EngineTokenScorer scorer(EngineBed bed) {
    return new EngineTokenScorer(bed.model, Runnable::run);
  }

  private static TokenScores score(EngineBed bed, String prefix, String text) {
    return scorer(bed).score(prefix, text).orTimeout(20, TimeUnit.SECONDS).join().orElseThrow();
  }

  private static int[] prompt(EngineBed bed) {
    return EngineWire.prompt(
        bed,
        new JsonObject()
            .put(
                "messages",
                new JsonArray()
                    .add(new JsonObject().put("role", "user").put("content", QUESTION))));
  }

  private static String text(EngineBed bed, int... tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(bed.model.tokenizer().bytes(token, true));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean control(EngineBed bed, GeneratedToken token) {
    return bed.model.tokenizer().isControl(token.id());
  }

  private static int[] ids(List<GeneratedToken> tokens) {
    return tokens.stream().mapToInt(GeneratedToken::id).toArray();
  }

  private static List<GeneratedToken> written(EngineBed bed, int[] prompt) {
    CompletableFuture<List<GeneratedToken>> end = new CompletableFuture<>();
    List<GeneratedToken> tokens = new ArrayList<>();
    bed.model
        .generator()
        .submit(
            GenerationRequest.builder(prompt).maxTokens(60).build(),
            new Generation.Listener() {
              @Override
              public void onPrompt(int promptTokens, int cachedTokens) {}

              @Override
              public void onToken(GeneratedToken token) {
                tokens.add(token);
              }

              @Override
              public void onEnd(FinishReason reason, String tail) {
                end.complete(tokens);
              }

              @Override
              public void onFailure(Throwable failure) {
                end.completeExceptionally(failure);
              }
            });
    return end.orTimeout(20, TimeUnit.SECONDS).join();
  }
}
