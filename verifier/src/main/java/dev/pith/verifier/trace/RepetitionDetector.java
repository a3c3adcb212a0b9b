package dev.pith.verifier.trace;

import java.util.Optional;

/** Tells whether a trace runs in a loop. */
public final class RepetitionDetector {

  /**
   * A loop that was found. Offsets are UTF-16 units from the start of the text; they count tokens
   * instead when the detector is fed with {@link RepetitionDetector#onToken}.
   *
   * @param kind how it was found
   * @param periodWords words (or tokens) after which the text repeats, at least 1
   * @param startChar where the repeated passage begins for the first time, as far as remembered
   * @param repeatChar where its first repeat begins: text up to here holds it once
   * @param decidedAtChar how much had been read when the loop was found
   */
  public record Loop(
      Kind kind, int periodWords, long startChar, long repeatChar, long decidedAtChar) {

    /** What gave a loop away. */
    public enum Kind {
      /** The same words in the same order, several times in a row. */
      PERIOD,
      /** Nearly every short run of words has been there before. */
      RECALL,
      /** The same paragraph several times. */
      SEGMENT
    }
  }

  /** When repetition counts as a loop. */
  public record Settings() {

    /** Returns the defaults. */
    public static Settings defaults() {
      return new Settings();
    }
  }

  /** Creates a detector for one trace. */
  public RepetitionDetector(Settings settings) {}

  /** Reads the next piece of text. */
  public void onText(String text) {}

  /** Reads the next character. */
  public void onChar(char c) {}

  /**
   * Reads the next token, in place of text.
   *
   * @param tokenHash a token id, or a hash of a word
   * @return whether the trace runs in a loop
   */
  public boolean onToken(int tokenHash) {
    return false;
  }

  /** Returns the first loop that was found. */
  public Optional<Loop> loop() {
    return Optional.empty();
  }
}
