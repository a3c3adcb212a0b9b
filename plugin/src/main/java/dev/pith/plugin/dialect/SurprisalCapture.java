package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.verifier.client.LogProbs;
import dev.pith.verifier.detect.NextToken;
import dev.pith.verifier.surprisal.CapturedSteps;
import dev.pith.verifier.surprisal.TokenAlignment;
import dev.pith.verifier.surprisal.TraceSteps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what a stream tells of the log-probabilities of its thinking, so that the thinking can be
 * pruned later without another pass over it.
 *
 * <p>Entries are aligned with the text at the end: a chunk may hold several tokens, and its entries
 * need not be those of its text. Servers tell log-probabilities before or after temperature and
 * penalties, which hardly changes the order of the steps of one trace. It holds the thinking and
 * its tokens up to a bound; a longer thinking is not captured. Not thread-safe.
 */
public final class SurprisalCapture {
  /** Marks of turns and tags that may come before the thinking. */
  private static final int MAX_MARKS_BEFORE = 8;

  private final int maxChars;
  private final StringBuilder thinking = new StringBuilder();
  private final List<String> tokens = new ArrayList<>();
  private double[] logProbs = new double[64];
  private int tokenChars;
  private boolean overflown;

  /**
   * Captures one stream.
   *
   * @param maxChars longest thinking that is captured, in UTF-16 units
   */
  public SurprisalCapture(int maxChars) {
    if (maxChars < 1) {
      throw new IllegalArgumentException("maxChars must be at least 1: " + maxChars);
    }
    this.maxChars = maxChars;
  }

  /** Reads the log-probabilities of a chunk, of the member of that name of its choice. */
  void onLogProbs(JsonNode told) {
    if (overflown || told.isMissingNode() || told.isNull()) {
      return;
    }
    for (NextToken token : LogProbs.read(told)) {
      add(token.text(), token.logProb().orElse(Double.NaN));
    }
  }

  /** Reads the thinking of a chunk. */
  void onReasoning(String text) {
    if (!overflown) {
      thinking.append(text);
      check(thinking.length());
    }
  }

  /**
   * Returns what was captured of the thinking so far.
   *
   * @param model who wrote it
   * @return empty when the stream told no log-probabilities, told those of other tokens, or the
   *     thinking is too long
   */
  public Optional<CapturedSteps> steps(String model) {
    if (overflown || thinking.isEmpty() || tokens.isEmpty()) {
      return Optional.empty();
    }
    String text = thinking.toString();
    for (int first = 0; first < Math.min(MAX_MARKS_BEFORE, tokens.size()); first++) {
      // Tags and line ends before the thinking are tokens and not always text.
      if (tokens.get(first).isEmpty() || !text.startsWith(tokens.get(first))) {
        continue;
      }
      Optional<CapturedSteps> captured =
          TokenAlignment.of(
                  "",
                  text,
                  tokens.subList(first, tokens.size()),
                  Arrays.copyOfRange(logProbs, first, tokens.size()))
              .map(scores -> CapturedSteps.of(TraceSteps.paragraphs(text), scores, model));
      if (captured.isPresent()) {
        return captured;
      }
    }
    return Optional.empty();
  }

  /** Returns the thinking that was captured; empty when it is too long. */
  public String thinking() {
    return thinking.toString();
  }

  private void add(String token, double logProb) {
    if (overflown) {
      return;
    }
    if (tokens.size() == logProbs.length) {
      logProbs = Arrays.copyOf(logProbs, 2 * logProbs.length);
    }
    logProbs[tokens.size()] = logProb;
    tokens.add(token);
    tokenChars += token.length();
    check(tokenChars);
  }

  private void check(int chars) {
    if (chars > maxChars || tokens.size() > maxChars) {
      overflown = true;
      thinking.setLength(0);
      thinking.trimToSize();
      tokens.clear();
      logProbs = new double[0];
    }
  }
}
