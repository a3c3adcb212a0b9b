package dev.pith.verifier.trace;

/** Finds, character by character, the sentence ends at which a trace may be cut. */
public final class SentenceEnds {

  /** Creates a detector for one text. */
  public SentenceEnds() {}

  /**
   * Reads the next character.
   *
   * @return whether a sentence is known to have ended with it, so that the text may be cut after it
   */
  public boolean onChar(char c) {
    return false;
  }
}
