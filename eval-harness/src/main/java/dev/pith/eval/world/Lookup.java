package dev.pith.eval.world;

/**
 * One fact of a problem: what a walk must be able to read, and nothing to work out from it.
 *
 * @param asked the words that ask for it, which begin a sentence
 * @param told the words that follow from the problem, with the space before them and the full stop
 */
public record Lookup(String asked, String told) {

  /** Returns a sentence as a lookup of its end, in the place of its last words. */
  static Lookup ofEnd(String sentence, String end) {
    if (!sentence.endsWith(" " + end)) {
      throw new IllegalArgumentException("\"" + sentence + "\" does not end in \" " + end + "\"");
    }
    int at = sentence.length() - end.length() - 1;
    return new Lookup(sentence.substring(0, at), sentence.substring(at));
  }
}
