package dev.pith.verifier.surprisal;

import dev.pith.verifier.TokenScorer;
import dev.pith.verifier.TokenScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Tokens for tests: given ones, or words with the white space behind them. */
final class TokenTexts {
  private static final Pattern WORD = Pattern.compile("\\S+\\s*|\\s+");

  private TokenTexts() {}

  /** Returns tokens whose log-probability is minus a hundredth of their index. */
  static TokenScores of(String... tokens) {
    return behind(0, tokens);
  }

  /**
   * Returns the same tokens for the text that begins behind the first so many characters of them.
   */
  static TokenScores behind(int chars, String... tokens) {
    int[] starts = new int[tokens.length];
    int[] ends = new int[tokens.length];
    double[] logProbs = new double[tokens.length];
    int at = -chars;
    for (int i = 0; i < tokens.length; i++) {
      starts[i] = at;
      at += tokens[i].length();
      ends[i] = at;
      logProbs[i] = -i / 100.0;
    }
    return new TokenScores(starts, ends, logProbs);
  }

  /** Returns the same tokens with other log-probabilities. */
  static TokenScores with(TokenScores tokens, double[] logProbs) {
    return new TokenScores(
        IntStream.range(0, tokens.size()).map(tokens::startChar).toArray(),
        IntStream.range(0, tokens.size()).map(tokens::endChar).toArray(),
        logProbs);
  }

  /** A scorer whose tokens are words, each as surprising as it is long, that keeps its calls. */
  static final class WordScorer implements TokenScorer {
    final List<String> texts = new ArrayList<>();

    @Override
    public CompletionStage<Optional<TokenScores>> score(String prefix, String text) {
      texts.add(text);
      List<int[]> words = new ArrayList<>();
      Matcher matcher = WORD.matcher(text);
      while (matcher.find()) {
        words.add(new int[] {matcher.start(), matcher.end()});
      }
      return CompletableFuture.completedStage(
          Optional.of(
              new TokenScores(
                  words.stream().mapToInt(word -> word[0]).toArray(),
                  words.stream().mapToInt(word -> word[1]).toArray(),
                  words.stream().mapToDouble(word -> word[0] - word[1]).toArray())));
    }

    @Override
    public String id() {
      return "words";
    }
  }
}
