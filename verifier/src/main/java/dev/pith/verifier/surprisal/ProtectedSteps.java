package dev.pith.verifier.surprisal;

import dev.pith.verifier.answer.Agreement;
import dev.pith.verifier.answer.AnswerEquivalence;
import dev.pith.verifier.answer.AnswerExtractor;
import dev.pith.verifier.answer.CandidateAnswer;
import dev.pith.verifier.trace.LastSentences;
import dev.pith.verifier.vote.AnswerClasses;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the steps that must stay, whatever their score. */
public final class ProtectedSteps {
  private static final int TAIL_SENTENCES = 4;
  private static final int MAX_TAIL_CHARS = 1_200;

  /** Stands for the step that made a number when no step did as its result. */
  private static final int GIVEN = -1;

  private ProtectedSteps() {}

  /**
   * Returns the steps that must stay.
   *
   * @param question the user's question; empty when unknown
   */
  public static BitSet of(TraceSteps steps, String question, PruneSettings settings) {
    BitSet kept = new BitSet(steps.size());
    if (steps.size() == 0) {
      return kept;
    }
    if (settings.protectEnds()) {
      kept.set(0);
      kept.set(steps.size() - 1);
    }
    if (settings.protectAnswers() != PruneSettings.Answers.NONE) {
      addAnswers(steps, question, settings.protectAnswers(), kept);
    }
    if (settings.protectUsedResults()) {
      addUsedResults(steps, question, kept);
    }
    return kept;
  }

  private static void addAnswers(
      TraceSteps steps, String question, PruneSettings.Answers which, BitSet kept) {
    AnswerClasses classes =
        new AnswerClasses(
            (first, second) ->
                AnswerEquivalence.compare(first, second, question) == Agreement.EQUAL);
    AnswerExtractor answers = new AnswerExtractor(question);
    Map<Integer, Integer> firstStatements = new HashMap<>();
    Map<Integer, Integer> lastStatements = new HashMap<>();
    for (int step = 0; step < steps.size(); step++) {
      int at = step;
      answers
          .inExcerpt(LastSentences.of(steps.text(step), TAIL_SENTENCES, MAX_TAIL_CHARS))
          .filter(answer -> answer.strength() == CandidateAnswer.Strength.STRONG)
          .map(answer -> classes.of(answer.text()))
          .ifPresent(
              answer -> {
                firstStatements.putIfAbsent(answer, at);
                lastStatements.put(answer, at);
              });
    }
    if (which == PruneSettings.Answers.FIRST_AND_LAST) {
      firstStatements.values().forEach(kept::set);
    }
    lastStatements.values().forEach(kept::set);
  }

  /**
   * A number is new when neither the question nor a step before has it, and used when a later step
   * has it.
   */
  private static void addUsedResults(TraceSteps steps, String question, BitSet kept) {
    Map<String, Integer> makers = new HashMap<>();
    numbers(question).forEach(number -> makers.put(number, GIVEN));
    for (int step = 0; step < steps.size(); step++) {
      List<String> numbers = numbers(steps.text(step));
      for (String number : numbers) {
        int maker = makers.getOrDefault(number, GIVEN);
        if (maker != GIVEN) {
          kept.set(maker);
        }
      }
      for (int i = numbers.size() - 1; i >= 0; i--) {
        makers.putIfAbsent(numbers.get(i), i == numbers.size() - 1 ? step : GIVEN);
      }
    }
  }

  private static List<String> numbers(String text) {
    List<String> numbers = new ArrayList<>();
    int end = 0;
    for (int i = 0; i < text.length(); i = Math.max(i + 1, end)) {
      if (Character.isDigit(text.charAt(i))) {
        end = numberEnd(text, i);
        numbers.add(text.substring(i, end));
      }
    }
    return numbers;
  }

  private static int numberEnd(String text, int start) {
    int end = start;
    while (end < text.length() && (Character.isDigit(text.charAt(end)) || isInnerMark(text, end))) {
      end++;
    }
    return end;
  }

  private static boolean isInnerMark(String text, int at) {
    char c = text.charAt(at);
    return (c == '.' || c == ',')
        && at + 1 < text.length()
        && Character.isDigit(text.charAt(at + 1));
  }
}
