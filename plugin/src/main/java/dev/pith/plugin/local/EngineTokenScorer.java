package dev.pith.plugin.local;

import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.generate.ScoredToken;
import dev.pith.ragcache.generate.Scores;
import dev.pith.ragcache.generate.ScoringRequest;
import dev.pith.verifier.TokenScorer;
import dev.pith.verifier.TokenScores;
import dev.pith.verifier.trace.ThinkTags;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * Lets a model in this process score a text: one forward pass, exact, and KV that is there is used.
 *
 * <p>Control tokens that are written out in the prefix are such; in the text they are text. It
 * fails when both are longer than the context, and abstains when the tokens do not spell the text
 * that they were made of. Thread-safe.
 */
public final class EngineTokenScorer implements TokenScorer {
  private static final String TAG = ThinkTags.KNOWN.get(0).start();

  private final LocalModel model;
  private final Executor executor;

  /**
   * Scores by a model.
   *
   * @param model not closed by this
   * @param executor where texts are encoded, which takes a fraction of a millisecond a page
   */
  public EngineTokenScorer(LocalModel model, Executor executor) {
    this.model = model;
    this.executor = executor;
  }

  /** Returns the name of the model. */
  @Override
  public String id() {
    return model.name();
  }

  /**
   * Returns what the model reads before its thinking about a question: the question in its chat
   * template, where it has one, and the tag that opens the thinking.
   */
  public String prefix(String question) {
    String prompt = model.hasChatTemplate() ? rendered(question) : question + "\n";
    // Some templates open the thinking themselves.
    return prompt.strip().endsWith(TAG) ? prompt : prompt + TAG + "\n";
  }

  @Override
  public CompletableFuture<Optional<TokenScores>> score(String prefix, String text) {
    return CompletableFuture.supplyAsync(() -> encoded(prefix, text), executor)
        .thenCompose(encoded -> encoded.map(this::score).orElseGet(EngineTokenScorer::abstention));
  }

  private String rendered(String question) {
    try {
      return model
          .template()
          .render(List.of(Map.of("role", "user", "content", question)), true, Map.of())
          .stream()
          .map(TextPiece::text)
          .collect(Collectors.joining());
    } catch (BadParameterException unwritable) {
      throw new IllegalArgumentException(unwritable);
    }
  }

  /** The tokens of a prefix and a text, and where they stand. */
  private static final class Encoded {
    private final int[] tokens;
    private final TokenPlaces places;
    private final int prefixChars;

    Encoded(int[] tokens, TokenPlaces places, int prefixChars) {
      this.tokens = tokens;
      this.places = places;
      this.prefixChars = prefixChars;
    }
  }

  private Optional<Encoded> encoded(String prefix, String text) {
    int[] tokens =
        model
            .tokenizer()
            .encode(List.of(new TextPiece(prefix, true), new TextPiece(text, false)), true);
    return TokenPlaces.of(model.tokenizer(), tokens, prefix + text)
        .map(places -> new Encoded(tokens, places, prefix.length()));
  }

  private CompletableFuture<Optional<TokenScores>> score(Encoded encoded) {
    int first = encoded.places.firstEndingBehind(encoded.prefixChars);
    int from = Math.max(1, first);
    if (from >= encoded.tokens.length) {
      return CompletableFuture.completedFuture(Optional.of(scores(encoded, first, new double[0])));
    }
    return model
        .generator()
        .score(ScoringRequest.ofTokens(encoded.tokens, from))
        .thenApply(told -> Optional.of(scores(encoded, first, logProbs(told))));
  }

  /** The first token of all has no log-probability: nothing stands before it. */
  private static TokenScores scores(Encoded encoded, int first, double[] told) {
    int size = encoded.tokens.length - first;
    double[] logProbs = new double[size];
    Arrays.fill(logProbs, Double.NaN);
    System.arraycopy(told, 0, logProbs, size - told.length, told.length);
    return encoded.places.scores(first, encoded.prefixChars, logProbs);
  }

  private static double[] logProbs(Scores told) {
    return told.tokens().stream()
        .mapToDouble(ScoredToken::logProb)
        .map(logProb -> Math.min(0, logProb))
        .toArray();
  }

  private static CompletableFuture<Optional<TokenScores>> abstention() {
    return CompletableFuture.completedFuture(Optional.empty());
  }
}
