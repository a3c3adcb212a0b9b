package dev.pith.verifier.trim;

import dev.pith.verifier.trace.TriggerPattern;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * When a trace is cut. Every distance is in tokens, estimated from characters, so that a decision
 * depends on the text alone and not on how a server cuts it into pieces.
 *
 * <p>Start from {@link #pith()} or {@link #faithful()} and change single values with {@link #with}.
 * Values marked [R] are reported by the TrimR paper, values marked [C] are Pith's choice.
 *
 * @param mode which stopping rule decides that the answer has settled
 * @param charsPerToken characters of reasoning text per token, above 0 [C: 3.0; measured 2.7 to
 *     3.4]
 * @param tailSentences how many last sentences of a thought are read for its answer, 1 to 20 [C: 4]
 * @param minThoughtTokens shorter thoughts are joined to the next one, 0 or more [C]
 * @param minCheckGapTokens the same answer stated again within this distance is one statement [C]
 * @param existenceMargin a verifier's "states an answer" counts when its probability is further
 *     from one half than this, in [0, 0.5)
 * @param equivalenceMargin the same for "is the same answer", in [0, 0.5)
 * @param equalInARow FAITHFUL: equal comparisons in a row, at least 1 [R: 2]
 * @param voteWindow PITH: how many last statements are looked at, at least {@code votesNeeded} [C]
 * @param votesNeeded PITH: how many of them must agree, at least 1 [C]
 * @param votesAfterDissent PITH: how many must agree after the last one that differs [C]
 * @param resultsRemembered PITH: how many derived results are kept in mind, to count as a vote when
 *     one of them is stated as the answer later, 0 to 1000 [C]
 * @param resultGapTokens PITH: how long before that statement it must have been derived, 0 or more:
 *     what a derivation has just ended in is no second opinion [C]
 * @param minThinkingTokens PITH: no cut before this much thinking [C]
 * @param revisionCooldownTokens PITH: no cut within this distance of a change of answer [C]
 * @param stopConfidence PITH: one plain statement settles the answer when the learned reader gives
 *     it at least this probability of being final, above 0.5; 1 means never [C]
 * @param voteConfidence PITH: a vote settles the answer only when the learned reader gives its last
 *     statement at least this probability, in [0, 1); 0 means that it is not asked [C]
 * @param underthinkingShare share of the budget after which an unsettled trace is stopped, in (0,
 *     1] [R: 0.5]
 * @param underthinkingThoughts number of thoughts after which it is stopped, at least 1 [R: 20]
 * @param underthinkingCombine whether both conditions must hold or one; the sources disagree
 * @param stopLoops whether a trace that runs in a loop is cut
 * @param thinkingBudgetTokens a hard limit on thinking; 0 means none
 * @param sentenceGraceTokens how far a decision may wait for the end of a sentence, 0 or more [C]
 * @param stopPattern the thinking ends where this appears in it; several are joined by {@code |}
 * @param checkPattern where this appears in it a thought ends, and is read for its answer
 */
public record TrimSettings(
    Mode mode,
    double charsPerToken,
    int tailSentences,
    int minThoughtTokens,
    int minCheckGapTokens,
    double existenceMargin,
    double equivalenceMargin,
    int equalInARow,
    int voteWindow,
    int votesNeeded,
    int votesAfterDissent,
    int resultsRemembered,
    int resultGapTokens,
    int minThinkingTokens,
    int revisionCooldownTokens,
    double stopConfidence,
    double voteConfidence,
    double underthinkingShare,
    int underthinkingThoughts,
    Combine underthinkingCombine,
    boolean stopLoops,
    int thinkingBudgetTokens,
    int sentenceGraceTokens,
    TriggerPattern stopPattern,
    TriggerPattern checkPattern) {

  /** The two stopping rules. */
  public enum Mode {
    /** Algorithms 1 and 2 of the TrimR paper. */
    FAITHFUL,
    /** A vote over a window of stated answers, with a veto for doubt, and abstention. */
    PITH
  }

  /** How the two conditions of the underthinking rule are joined. */
  public enum Combine {
    /** Both must hold. */
    AND,
    /** One is enough. */
    OR
  }

  private static final TrimSettings FAITHFUL =
      new TrimSettings(
          Mode.FAITHFUL,
          /* charsPerToken= */ 3.0,
          /* tailSentences= */ 4,
          /* minThoughtTokens= */ 40,
          /* minCheckGapTokens= */ 0,
          /* existenceMargin= */ 0.0,
          /* equivalenceMargin= */ 0.0,
          /* equalInARow= */ 2,
          /* voteWindow= */ 5,
          /* votesNeeded= */ 2,
          /* votesAfterDissent= */ 2,
          /* resultsRemembered= */ 0,
          /* resultGapTokens= */ 0,
          /* minThinkingTokens= */ 0,
          /* revisionCooldownTokens= */ 0,
          /* stopConfidence= */ 1.0,
          /* voteConfidence= */ 0.0,
          /* underthinkingShare= */ 0.5,
          /* underthinkingThoughts= */ 20,
          Combine.AND,
          /* stopLoops= */ true,
          /* thinkingBudgetTokens= */ 0,
          /* sentenceGraceTokens= */ 48,
          /* stopPattern= */ TriggerPattern.NEVER,
          /* checkPattern= */ TriggerPattern.NEVER);

  private static final TrimSettings PITH =
      new TrimSettings(
          Mode.PITH,
          /* charsPerToken= */ 3.0,
          /* tailSentences= */ 4,
          /* minThoughtTokens= */ 0,
          /* minCheckGapTokens= */ 64,
          /* existenceMargin= */ 0.2,
          /* equivalenceMargin= */ 0.2,
          /* equalInARow= */ 2,
          /* voteWindow= */ 5,
          /* votesNeeded= */ 2,
          /* votesAfterDissent= */ 2,
          /* resultsRemembered= */ 12,
          /* resultGapTokens= */ 300,
          /* minThinkingTokens= */ 300,
          /* revisionCooldownTokens= */ 0,
          /* stopConfidence= */ 1.0,
          /* voteConfidence= */ 0.0,
          /* underthinkingShare= */ 0.5,
          /* underthinkingThoughts= */ 20,
          Combine.AND,
          /* stopLoops= */ true,
          /* thinkingBudgetTokens= */ 0,
          /* sentenceGraceTokens= */ 48,
          /* stopPattern= */ TriggerPattern.NEVER,
          /* checkPattern= */ TriggerPattern.NEVER);

  /** Refuses values out of range, naming the setting, its range and the value. */
  public TrimSettings {
    require(
        charsPerToken > 0 && charsPerToken <= 100, "charsPerToken", "in (0, 100]", charsPerToken);
    require(
        tailSentences >= 1 && tailSentences <= 20, "tailSentences", "in [1, 20]", tailSentences);
    requireAtLeast(0, minThoughtTokens, "minThoughtTokens");
    requireAtLeast(0, minCheckGapTokens, "minCheckGapTokens");
    require(
        existenceMargin >= 0 && existenceMargin < 0.5,
        "existenceMargin",
        "in [0, 0.5)",
        existenceMargin);
    require(
        equivalenceMargin >= 0 && equivalenceMargin < 0.5,
        "equivalenceMargin",
        "in [0, 0.5)",
        equivalenceMargin);
    requireAtLeast(1, equalInARow, "equalInARow");
    requireAtLeast(1, votesNeeded, "votesNeeded");
    require(
        voteWindow >= votesNeeded && voteWindow <= 1000,
        "voteWindow",
        "in [votesNeeded = " + votesNeeded + ", 1000]",
        voteWindow);
    requireAtLeast(0, votesAfterDissent, "votesAfterDissent");
    require(
        resultsRemembered >= 0 && resultsRemembered <= 1000,
        "resultsRemembered",
        "in [0, 1000]",
        resultsRemembered);
    requireAtLeast(0, resultGapTokens, "resultGapTokens");
    requireAtLeast(0, minThinkingTokens, "minThinkingTokens");
    requireAtLeast(0, revisionCooldownTokens, "revisionCooldownTokens");
    require(
        stopConfidence > 0.5 && stopConfidence <= 1,
        "stopConfidence",
        "in (0.5, 1]",
        stopConfidence);
    require(
        voteConfidence >= 0 && voteConfidence < 1, "voteConfidence", "in [0, 1)", voteConfidence);
    require(
        underthinkingShare > 0 && underthinkingShare <= 1,
        "underthinkingShare",
        "in (0, 1]",
        underthinkingShare);
    requireAtLeast(1, underthinkingThoughts, "underthinkingThoughts");
    requireAtLeast(0, thinkingBudgetTokens, "thinkingBudgetTokens");
    requireAtLeast(0, sentenceGraceTokens, "sentenceGraceTokens");
  }

  /** Returns the settings of the paper, for comparison with it. */
  public static TrimSettings faithful() {
    return FAITHFUL;
  }

  /** Returns the default settings of Pith. */
  public static TrimSettings pith() {
    return PITH;
  }

  /** Returns the default settings of Pith with the learned reader of real text. */
  public static TrimSettings pithWithText() {
    return PITH.with("stop-confidence", "0.99").with("vote-confidence", "0.9");
  }

  /** Returns whether the learned reader is asked. */
  boolean readsText() {
    return mode == Mode.PITH && (stopConfidence < 1 || voteConfidence > 0);
  }

  /**
   * Returns the settings for models whose traces are a few hundred tokens long, such as the one
   * that comes with Pith: there the answer has settled before {@link #pith()} begins to look.
   */
  public static TrimSettings forShortTraces() {
    return PITH.with("min-thinking-tokens", "0").with("min-check-gap-tokens", "16");
  }

  /**
   * Returns these settings with one value changed.
   *
   * @param key name in kebab case, for example {@code vote-window}; see {@link #asMap}
   * @param value the value as text
   * @throws IllegalArgumentException if the key is unknown, or the value is not of its type or out
   *     of range
   */
  public TrimSettings with(String key, String value) {
    RecordComponent[] components = TrimSettings.class.getRecordComponents();
    Object[] values = new Object[components.length];
    boolean found = false;
    for (int i = 0; i < components.length; i++) {
      boolean wanted = kebab(components[i].getName()).equals(key);
      values[i] = wanted ? parse(key, value, components[i].getType()) : read(components[i]);
      found |= wanted;
    }
    if (!found) {
      throw new IllegalArgumentException(
          "unknown setting: " + key + "; known are " + asMap().keySet());
    }
    return create(components, values);
  }

  /** Returns every setting with its value, in order; the keys are those of {@link #with}. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (RecordComponent component : TrimSettings.class.getRecordComponents()) {
      map.put(kebab(component.getName()), read(component));
    }
    return map;
  }

  /** Returns how many tokens that many characters of reasoning are estimated to be. */
  public long tokens(long chars) {
    return (long) (chars / charsPerToken);
  }

  /** Returns how many characters that many tokens of reasoning are estimated to be. */
  long chars(long tokens) {
    return (long) Math.ceil(tokens * charsPerToken);
  }

  private static TrimSettings create(RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return TrimSettings.class.getDeclaredConstructor(types).newInstance(values);
    } catch (java.lang.reflect.InvocationTargetException refused) {
      if (refused.getCause() instanceof IllegalArgumentException outOfRange) {
        throw outOfRange;
      }
      throw new IllegalStateException(refused.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Object read(RecordComponent component) {
    try {
      return component.getAccessor().invoke(this);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Object parse(String key, String value, Class<?> type) {
    try {
      if (type == int.class) {
        return Integer.valueOf(value);
      }
      if (type == double.class) {
        return Double.valueOf(value);
      }
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException(
          key + " must be " + (type == int.class ? "a whole number" : "a number") + ": " + value,
          notANumber);
    }
    if (type == TriggerPattern.class) {
      try {
        return TriggerPattern.of(value);
      } catch (IllegalArgumentException bad) {
        throw new IllegalArgumentException(key + " " + bad.getMessage(), bad);
      }
    }
    Object[] choices = type == boolean.class ? new Object[] {false, true} : type.getEnumConstants();
    for (Object choice : choices) {
      if (choice.toString().equalsIgnoreCase(value)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        key
            + " must be one of "
            + Arrays.toString(choices).toLowerCase(Locale.ROOT)
            + ": "
            + value);
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static void requireAtLeast(int floor, int value, String name) {
    require(value >= floor, name, "at least " + floor, value);
  }

  private static void require(boolean holds, String name, String range, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " must be " + range + ": " + value);
    }
  }
}
