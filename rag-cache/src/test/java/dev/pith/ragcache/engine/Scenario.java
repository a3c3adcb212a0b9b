package dev.pith.ragcache.engine;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A prompt in four parts: system, two retrieved chunks, question.
 *
 * @param system tokens of the system part
 * @param first tokens of the first chunk
 * @param second tokens of the second chunk
 * @param question tokens of the question
 * @param start the position of the first token
 * @param recomputed which tokens of the chunks are recomputed after they were put in place
 */
record Scenario(
    int system, int first, int second, int question, int start, List<Integer> recomputed) {

  /** Returns 27 tokens, six of which are recomputed: both chunks' beginnings and scattered ones. */
  static Scenario standard() {
    return new Scenario(5, 8, 10, 4, 0, List.of(5, 6, 9, 13, 14, 20));
  }

  /** Returns this scenario at later positions. */
  Scenario from(int position) {
    return new Scenario(system, first, second, question, position, recomputed);
  }

  /** Returns this scenario with other tokens recomputed. */
  Scenario recomputing(List<Integer> tokens) {
    return new Scenario(system, first, second, question, start, tokens);
  }

  /** Returns this scenario with all tokens of the chunks recomputed. */
  Scenario recomputingAll() {
    return recomputing(IntStream.range(firstAt(), questionAt()).boxed().toList());
  }

  /** Returns the index of the first chunk's first token. */
  int firstAt() {
    return system;
  }

  /** Returns the index of the second chunk's first token. */
  int secondAt() {
    return system + first;
  }

  /** Returns the index of the question's first token. */
  int questionAt() {
    return system + first + second;
  }

  /** Returns how many tokens there are. */
  int size() {
    return questionAt() + question;
  }

  /** Returns the indices of the tokens that run last: the recomputed ones and the question. */
  List<Integer> recomputedAndQuestion() {
    return IntStream.concat(
            recomputed.stream().mapToInt(Integer::intValue), IntStream.range(questionAt(), size()))
        .boxed()
        .toList();
  }

  /** Returns where a token stands in the prompt. */
  int positionOf(int index) {
    return start + index;
  }

  /**
   * Returns where a chunk is computed alone, given the index of its first token: at 0, from where
   * it is moved. Far from 0 it is where the chunk belongs: llama.cpp would rotate twice by angles
   * that are rounded to floats.
   */
  int aloneAt(int index) {
    return start == 0 ? 0 : positionOf(index);
  }

  /** Returns the token with an index; repeats itself rarely. */
  int token(int index, int vocabulary) {
    return (index * 37 + 11) % vocabulary;
  }
}
