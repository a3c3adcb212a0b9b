package dev.pith.verifier.answer;

import dev.pith.verifier.answer.CandidateAnswer.Strength;
import dev.pith.verifier.answer.Tokens.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One text, read for the answer to a question that it states. */
final class AnswerReading {
  private static final int MAX_LONE_TOKENS = 24;
  private static final int MAX_LONE_WORDS = 10;

  private final Tokens tokens;
  private final List<Sentence> sentences;
  private final ValueReader values;
  private final Announcements announcements;
  private final Affirmations affirmations;
  private final Conclusions conclusions;
  private final OptionCues optionCues;
  private final Question question;

  AnswerReading(Question question, String text) {
    this.question = question;
    this.tokens = new Tokens(text);
    this.sentences = Sentence.of(tokens);
    this.values = new ValueReader(tokens);
    this.conclusions = new Conclusions(tokens, values, this.question);
    this.announcements = new Announcements(tokens, sentences, values, conclusions);
    this.affirmations = new Affirmations(tokens, sentences, values, conclusions);
    this.optionCues = new OptionCues(tokens);
  }

  /** Returns the answer that the text states when it is the last of a thought, or null. */
  @Nullable CandidateAnswer candidate() {
    Finding weak = null;
    int weakIndex = -1;
    for (int i = sentences.size() - 1; i >= 0; i--) {
      Finding finding = inSentence(i, false);
      if (finding != null && finding.strong()) {
        return judged(finding, i);
      }
      if (weak == null && finding != null) {
        weak = finding;
        weakIndex = i;
      }
    }
    boolean mayBeCode = weak != null || tokens.text().contains(CodeBlocks.FENCE);
    if (mayBeCode && question.asksForCode()) {
      return code();
    }
    return weak == null ? null : judged(weak, weakIndex);
  }

  /** Returns the last complete code block, which is all that can answer a question for code. */
  private @Nullable CandidateAnswer code() {
    String block = CodeBlocks.last(tokens.text());
    if (block == null) {
      return null;
    }
    int end = tokens.text().lastIndexOf(CodeBlocks.FENCE) + CodeBlocks.FENCE.length();
    int next = tokens.size();
    while (next > 0 && tokens.start(next - 1) >= end) {
      next--;
    }
    return new CandidateAnswer(block, Strength.WEAK, Hedges.takesBack(tokens, next));
  }

  /** Returns the strongest statement of an answer in the sentence. */
  private @Nullable Finding inSentence(int index, boolean concluding) {
    Sentence sentence = sentences.get(index);
    Finding box = box(sentence);
    if (box != null) {
      return box;
    }
    Finding announced = announced(index);
    if (announced != null) {
      return announced;
    }
    Finding option = optionCues.inSentence(sentence);
    if (option != null && question.mayHaveOptions()) {
      return option;
    }
    return conclusions.inSentence(sentence, concluding);
  }

  /** Returns the last place in the sentence that speaks of the answer, or null. */
  private @Nullable Finding announced(int index) {
    Sentence sentence = sentences.get(index);
    for (int i = sentence.end() - 1; i >= sentence.first(); i--) {
      String word = tokens.lexeme(i);
      Finding finding = Announcements.isNoun(word) ? announcements.at(i, index) : null;
      if (finding == null && Affirmations.isNoun(word)) {
        finding = affirmations.at(i, index);
      }
      if (finding != null) {
        return finding;
      }
    }
    return null;
  }

  private @Nullable Finding box(Sentence sentence) {
    for (int i = sentence.end() - 1; i >= sentence.first(); i--) {
      boolean formula = tokens.kind(i) == Kind.FORMULA && Boxes.any(tokens.span(i, i + 1));
      Value value = formula || tokens.kind(i) == Kind.BOX ? values.read(i, i + 1) : null;
      if (value != null && value.text() != null && !value.text().isBlank()) {
        boolean rejected = Hedges.isNegation(tokens.lexeme(i - 1));
        return Finding.strong(rejected ? null : value.text(), i + 1);
      }
    }
    return null;
  }

  private @Nullable CandidateAnswer judged(Finding finding, int index) {
    String text = finding.text();
    Sentence sentence = sentences.get(index);
    if (text == null || text.isBlank() || !question.allows(text)) {
      return null;
    }
    if (sentence.question() && !finding.strong()) {
      return null;
    }
    boolean strong = finding.strong() && !sentence.question();
    if (!strong && question.holds(text)) {
      return null;
    }
    boolean hedged =
        finding.doubted()
            || sentence.question()
            || Hedges.doubts(tokens, sentence)
            || Hedges.takesBack(tokens, finding.next());
    return new CandidateAnswer(text, strong ? Strength.STRONG : Strength.WEAK, hedged);
  }

  /** Returns the answer that the text gives when it is a whole visible answer, or null. */
  @Nullable String finalAnswer() {
    String boxed = Boxes.last(tokens.text());
    if (boxed != null) {
      return boxed;
    }
    if (sentences.isEmpty()) {
      return null;
    }
    String code = question.asksForCode() ? CodeBlocks.last(tokens.text()) : null;
    if (code != null) {
      return code;
    }
    int last = sentences.size() - 1;
    Finding lone = loneValue(last);
    if (lone != null) {
      return lone.text();
    }
    for (int i = last; i >= 0; i--) {
      Finding finding = announced(i);
      if (finding != null && finding.text() != null) {
        return finding.text();
      }
    }
    Finding conclusion = inSentence(last, true);
    return conclusion == null ? null : conclusion.text();
  }

  /** Returns the value that a short line consists of; of words only when it is the only line. */
  private @Nullable Finding loneValue(int index) {
    Sentence line = sentences.get(index);
    int length = line.end() - line.first();
    if (length > MAX_LONE_TOKENS || announced(index) != null) {
      return null;
    }
    Finding option = optionCues.inSentence(line);
    if (option != null && question.mayHaveOptions()) {
      return option;
    }
    boolean words = sentences.size() == 1 && length <= MAX_LONE_WORDS;
    Value value =
        words
            ? values.readWords(line.first(), line.end(), PhraseReader.Extent.LINE)
            : values.read(line.first(), line.end());
    return value != null && tokens.isClosing(value.next(), line.end())
        ? Finding.strong(value.text(), value.next())
        : null;
  }
}
