package dev.pith.verifier.trace;

import dev.pith.verifier.Thought;
import java.util.List;

/** Cuts the thinking of a model into thoughts while it streams. */
public final class ThoughtSegmenter {

  /** Receives the thoughts. */
  public interface Listener {
    /**
     * A thought is complete. The call is made while the character that decides it is read: {@link
     * ThoughtSegmenter#chars} counts up to and including that character.
     */
    void onThought(Thought thought);
  }

  /** Where a thought ends. */
  public enum Boundary {
    /** Before a paragraph that starts with a reflection lexeme (TrimR). */
    REFLECTION,
    /** At every blank line. */
    PARAGRAPH
  }

  /**
   * How thoughts are cut.
   *
   * @param boundary where a thought ends
   * @param lexemes words that open a reflection, compared exactly; used by {@link
   *     Boundary#REFLECTION} only
   * @param minThoughtChars a thought shorter than this is merged into the next one, at least 0
   * @param tailSentences sentences in the tail of a thought, at least 1
   * @param maxTailChars longest tail, at least 1
   */
  public record Settings(
      Boundary boundary,
      List<String> lexemes,
      int minThoughtChars,
      int tailSentences,
      int maxTailChars) {

    /** The lexemes that TrimR names. */
    public static final List<String> FAITHFUL_LEXEMES = List.of("Wait", "But", "Alternatively");

    /** Copies the list. */
    public Settings {
      lexemes = List.copyOf(lexemes);
    }

    /** Returns the segmentation of TrimR. */
    public static Settings faithful() {
      return new Settings(Boundary.REFLECTION, FAITHFUL_LEXEMES, 120, 4, 1_200);
    }

    /** Returns a segmentation into paragraphs. */
    public static Settings paragraphs() {
      return new Settings(Boundary.PARAGRAPH, List.of(), 120, 4, 1_200);
    }
  }

  /** Creates a segmenter for one trace. */
  public ThoughtSegmenter(Settings settings, Listener listener) {}

  /** Reads the next piece of thinking. */
  public void onText(String text) {}

  /** Reads the next character of thinking. */
  public void onChar(char c) {}

  /** Ends the trace: what is left is the last thought, unless it is blank. */
  public void onEnd() {}

  /** Returns how many characters have been read, in UTF-16 units. */
  public long chars() {
    return 0;
  }

  /** Returns how many characters had been read when the latest thought was reported; 0 if none. */
  public long decidedAt() {
    return 0;
  }
}
