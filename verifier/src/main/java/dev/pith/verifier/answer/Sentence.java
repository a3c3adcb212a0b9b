package dev.pith.verifier.answer;

import dev.pith.verifier.answer.Tokens.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A sentence or line of a text.
 *
 * @param first its first token
 * @param end after its last token
 * @param question whether it asks
 */
record Sentence(int first, int end, boolean question) {

  private static final Set<String> ABBREVIATIONS =
      Words.of("approx vs eq eqn fig dr mr mrs ms st cf");

  /** Returns the sentences of a text in order; none is empty, and none ends inside mathematics. */
  static List<Sentence> of(Tokens tokens) {
    List<Sentence> sentences = new ArrayList<>();
    int first = 0;
    int i = 0;
    while (i < tokens.size()) {
      int end = endAt(tokens, i, first);
      if (end > 0) {
        add(sentences, tokens, first, end);
        first = end;
      }
      i = Math.max(i + 1, end);
    }
    add(sentences, tokens, first, tokens.size());
    return sentences;
  }

  private static void add(List<Sentence> sentences, Tokens tokens, int first, int end) {
    boolean empty = true;
    boolean question = false;
    for (int i = first; i < end; i++) {
      empty &= tokens.kind(i) == Kind.LINE_END;
      question |= tokens.isSign(i, "?");
    }
    if (!empty) {
      sentences.add(new Sentence(first, end, question));
    }
  }

  /** Returns the end of the sentence if the token ends it, else 0. */
  private static int endAt(Tokens tokens, int i, int first) {
    if (tokens.kind(i) == Kind.LINE_END) {
      return i + 1;
    }
    boolean stop = tokens.isSign(i, ".!?");
    if (!stop || isFactorial(tokens, i) || isAbbreviation(tokens, i, first)) {
      return 0;
    }
    int last = i;
    while (tokens.touchesNext(last) && tokens.isSign(last + 1, ".!?\"'”’)]*_`")) {
      last++;
    }
    boolean ends = !tokens.touchesNext(last) || tokens.kind(last + 1) == Kind.LINE_END;
    return ends ? last + 1 : 0;
  }

  private static boolean isFactorial(Tokens tokens, int i) {
    boolean value = tokens.kind(i - 1) == Kind.NUMBER || tokens.isSign(i - 1, ")");
    return tokens.isSign(i, "!") && value && tokens.touchesNext(i - 1);
  }

  /** Tells whether the full stop belongs to "i.e.", "approx.", a list mark or an option mark. */
  private static boolean isAbbreviation(Tokens tokens, int i, int first) {
    int before = i - 1;
    if (!tokens.isSign(i, ".") || before < first) {
      return false;
    }
    boolean single = tokens.isLetter(before);
    boolean dotted = tokens.isSign(i - 2, ".") && tokens.touchesNext(i - 2);
    boolean opensLine = before == first && tokens.kind(i + 1) != Kind.LINE_END;
    return (single && (dotted || opensLine))
        || (opensLine && tokens.kind(before) == Kind.NUMBER)
        || ABBREVIATIONS.contains(tokens.lexeme(before));
  }
}
