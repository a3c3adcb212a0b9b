package dev.pith.eval.live;

import dev.pith.verifier.detect.DetectorKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is done with the thinking about a problem. */
enum LivePolicy {
  /** All of it. */
  FULL("full", "live"),
  /** None: the model answers at once. */
  NONE("none", "live"),
  /** Cut after the first statement of an answer, from the text of {@link #FULL}. */
  FIRST("first-answer", "stated"),
  /** The trimmer by rules alone. */
  PITH("pith", "live"),
  /** The trimmer, and the model itself for what the rules leave open. */
  PITH_MODEL("pith+model", "live"),
  /** The trimmer, and a model on an OpenAI-style server for what the rules leave open. */
  PITH_SERVER("pith+server", "live"),
  /** The trimmer, then the model itself, then the one on the server. */
  PITH_CASCADE("pith+cascade", "live"),
  /** The trimmer by rules, or two equal forced answers in a row. */
  PITH_FORCED("pith+forced-answer", "live"),
  /** The trimmer by rules, or a forced answer that the model is sure of. */
  PITH_CONFIDENCE("pith+confidence", "live"),
  /** The trimmer by rules, or a low entropy after the end tag. */
  PITH_ENTROPY("pith+entropy", "live"),
  /** The trimmer by rules, or an end tag that is the likeliest next token. */
  PITH_MARGIN("pith+margin", "live"),
  /** The trimmer by rules, and the detectors that the command line names. */
  PITH_DETECTORS("pith+detectors", "live"),
  /** One budget for all, with the mean thinking of {@link #PITH}. */
  BUDGET("budget-equal", "live"),
  /** A random cut of each, with the mean thinking of {@link #PITH}. */
  RANDOM("random-equal", "live"),
  /** Where the stated answer never changes any more, from the text of {@link #FULL}. */
  ORACLE("oracle", "stated");

  private final String key;
  private final String label;

  LivePolicy(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** Returns the name in reports and on the command line. */
  String key() {
    return key;
  }

  /** Returns how its accuracy was come by: live or stated. */
  String label() {
    return label;
  }

  /** Returns whether a model is run for it. */
  boolean isLive() {
    return label.equals("live");
  }

  /** Returns whether a model on a server is asked for it. */
  boolean asksServer() {
    return this == PITH_SERVER || this == PITH_CASCADE;
  }

  /** Returns whether the model is probed for it. */
  boolean probes() {
    return this == PITH_DETECTORS || detector().isPresent();
  }

  /** Returns the one detector that comes with Pith and is asked for it. */
  Optional<DetectorKind> detector() {
    return switch (this) {
      case PITH_FORCED -> Optional.of(DetectorKind.FORCED_ANSWER);
      case PITH_CONFIDENCE -> Optional.of(DetectorKind.CONFIDENCE);
      case PITH_ENTROPY -> Optional.of(DetectorKind.ENTROPY);
      case PITH_MARGIN -> Optional.of(DetectorKind.MARGIN);
      default -> Optional.empty();
    };
  }

  /**
   * Returns the names of the policies that are reported when none is named.
   *
   * @param server whether there is a server to ask
   */
  static List<String> usual(boolean server) {
    return Arrays.stream(values())
        .filter(policy -> (server || !policy.asksServer()) && !policy.probes())
        .map(LivePolicy::key)
        .toList();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(LivePolicy::key).toList();
  }

  static Optional<LivePolicy> named(String name) {
    return Arrays.stream(values())
        .filter(policy -> policy.key.equals(name.toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
