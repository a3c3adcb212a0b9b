package dev.pith.verifier;

/**
 * One completed thought of a reasoning trace: the text between two boundaries.
 *
 * @param index position in the trace, from 0
 * @param startChar offset of its first character from the start of the thinking, in UTF-16 units
 * @param endChar offset after its last character, greater than {@code startChar}
 * @param tail its last sentences, where models state results; bounded, never blank
 */
public record Thought(int index, long startChar, long endChar, String tail) {

  /** Refuses a thought without extent. */
  public Thought {
    if (index < 0) {
      throw new IllegalArgumentException("index must be at least 0: " + index);
    }
    if (startChar < 0 || endChar <= startChar) {
      throw new IllegalArgumentException(
          "a thought must have extent: startChar " + startChar + ", endChar " + endChar);
    }
  }
}
