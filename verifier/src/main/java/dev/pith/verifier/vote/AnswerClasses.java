package dev.pith.verifier.vote;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Numbers the answers to one question: those that are the same get the same number.
 *
 * <p>It holds each notation of each answer once. Instances are not thread-safe.
 */
public final class AnswerClasses {
  /** The number of what could not be read as an answer. */
  public static final int UNREADABLE = -1;

  private final BiPredicate<String, String> same;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> firsts = new ArrayList<>();

  /**
   * Creates an empty numbering.
   *
   * @param same tells whether two answers are the same; asked with the first answer of a class
   */
  public AnswerClasses(BiPredicate<String, String> same) {
    this.same = same;
  }

  /** Returns the number of an answer, from 0; {@link #UNREADABLE} of a blank one. */
  public int of(String answer) {
    if (answer.isBlank()) {
      return UNREADABLE;
    }
    Integer known = numbers.get(answer);
    if (known != null) {
      return known;
    }
    int number = 0;
    while (number < firsts.size() && !same.test(firsts.get(number), answer)) {
      number++;
    }
    if (number == firsts.size()) {
      firsts.add(answer);
    }
    numbers.put(answer, number);
    return number;
  }

  /** Returns the first notation of an answer that was met. */
  public String text(int number) {
    return firsts.get(number);
  }

  /** Returns how many different answers there are. */
  public int size() {
    return firsts.size();
  }
}
