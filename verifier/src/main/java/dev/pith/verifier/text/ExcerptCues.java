package dev.pith.verifier.text;

import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.text.Cues.Kind;
import dev.pith.verifier.text.Cues.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the cues of excerpts of traces on one question. Immutable and thread-safe. */
final class ExcerptCues {
  private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\n+");
  private static final Pattern NO_WORD = Pattern.compile("[^a-z']+");
  private static final Pattern TASK =
      Pattern.compile("(?i)\\s*(find|compute|determine|what|how|calculate|evaluate|express).*");
  private static final Pattern INTEGER = Pattern.compile("-?[\\d,]+");
  private static final Pattern DECIMAL = Pattern.compile("-?[\\d,]*\\.\\d+");
  private static final Pattern LETTER = Pattern.compile("\\(?[A-J]\\)?\\.?");
  private static final Pattern FORMULA = Pattern.compile("[\\\\^_={}+/]");
  private static final Set<String> COMMON_WORDS =
      Set.of(
          ("the a an of is are to in and so that it be by for this we i as on with then therefore"
                  + " thus hence which have has was were from at or")
              .split(" "));

  private final String question;
  private final Set<String> asked;
  private final Set<String> known;

  ExcerptCues(String question) {
    this.question = question;
    List<String> sentences = sentences(question);
    String ask = sentences.isEmpty() ? "" : sentences.get(sentences.size() - 1);
    for (String sentence : sentences) {
      if (sentence.indexOf('?') >= 0 || TASK.matcher(sentence).lookingAt()) {
        ask = sentence;
      }
    }
    asked = rareWords(words(ask));
    known = rareWords(words(question));
  }

  /** Adds the cues of one excerpt and the answer that it states. */
  void addTo(Cues cues, String excerpt, CandidateAnswer candidate) {
    String answer = candidate.text();
    cues.add(Kind.STRENGTH, 0);
    cues.add(Kind.HEDGED, candidate.hedged() ? 1 : 0);
    cues.add(Kind.SHAPE, shape(answer));
    cues.add(Kind.BOXED, excerpt.contains("\\boxed") ? 1 : 0);
    cues.add(Kind.IN_QUESTION, question.contains(answer) ? 1 : 0);
    cues.add(Kind.LENGTH, Cues.step(excerpt.length(), 40, 100, 200, 400, 800));

    List<String> sentences = sentences(excerpt);
    int stating = sentences.size() - 1;
    for (int i = stating; i >= 0; i--) {
      if (sentences.get(i).contains(answer)) {
        stating = i;
        break;
      }
    }
    for (int i = 0; i < sentences.size(); i++) {
      Place place = i < stating ? Place.BEFORE : i == stating ? Place.STATEMENT : Place.AFTER;
      words(sentences.get(i)).forEach(word -> cues.addWord(place, word));
    }
    Set<String> said = stating < 0 ? Set.of() : rareWords(words(sentences.get(stating)));
    double shared = said.stream().filter(asked::contains).count();
    double unknown = said.stream().filter(word -> !known.contains(word)).count();
    double share = shared / Math.max(1, asked.size());
    cues.add(Kind.ASKED_WORDS, Cues.step(share, 0.01, 0.15, 0.3, 0.5, 0.7));
    cues.add(Kind.NEW_WORDS, Cues.step(unknown, 1, 2, 3, 5, 8));
    cues.add(Kind.SAYS_ANSWER, said.contains("answer") ? 1 : 0);
    cues.add(Kind.SENTENCES_AFTER, Math.min(3, sentences.size() - 1 - stating));
  }

  private static int shape(String answer) {
    if (INTEGER.matcher(answer).matches()) {
      return 0;
    }
    if (DECIMAL.matcher(answer).matches()) {
      return 1;
    }
    if (LETTER.matcher(answer).matches()) {
      return 2;
    }
    return FORMULA.matcher(answer).find() ? 3 : 4;
  }

  private static List<String> sentences(String text) {
    return SENTENCE_END.splitAsStream(text.strip()).filter(s -> !s.isBlank()).toList();
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    NO_WORD
        .splitAsStream(text.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .forEach(words::add);
    return words;
  }

  private static Set<String> rareWords(List<String> words) {
    Set<String> rare = new HashSet<>(words);
    rare.removeAll(COMMON_WORDS);
    return rare;
  }
}
