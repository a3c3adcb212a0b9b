package dev.pith.eval.train;

import java.nio.file.Path;

/**
 * What the data writer writes.
 *
 * @param out folder for the files; made when it is missing
 * @param rows training examples, at least 1
 * @param validationEach validation problems of every family and difficulty, and a sixth as many
 *     verifier questions of every type and difficulty, at least 1
 * @param vocabulary tokens at most, 512 to 65,535
 * @param contextTokens the longest example in tokens
 * @param seed seed of every choice
 */
record DataSettings(
    Path out, int rows, int validationEach, int vocabulary, int contextTokens, long seed) {

  DataSettings {
    requireAtLeast(1, rows, "rows");
    requireAtLeast(1, validationEach, "validationEach");
    requireAtLeast(512, vocabulary, "vocabulary");
    requireAtLeast(512, contextTokens, "contextTokens");
    if (vocabulary > Character.MAX_VALUE) {
      throw new IllegalArgumentException("vocabulary must be at most 65535: " + vocabulary);
    }
  }

  private static void requireAtLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ": " + value);
    }
  }
}
