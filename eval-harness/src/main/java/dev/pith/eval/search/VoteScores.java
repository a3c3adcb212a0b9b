package dev.pith.eval.search;

import dev.pith.verifier.vote.VotePolicy;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a policy did on some questions, each a mean over the same shuffles.
 *
 * @param questions the means, one for each question
 */
record VoteScores(List<Question> questions) {
  /**
   * What a probe costs where its branch's KV is shared: the words that it makes the model write.
   */
  static final int PROBE_TOKENS = 20;

  /**
   * The means of one question.
   *
   * @param graded whether it is known which answer is right
   * @param right how often the answer was right
   * @param agrees how often it was that of all branches
   */
  record Question(
      boolean graded,
      double right,
      double agrees,
      double tokens,
      double sequentialTokens,
      double probes,
      double started,
      double peak) {

    /** Returns the tokens with those of the probes. */
    double allTokens() {
      return tokens + PROBE_TOKENS * probes;
    }
  }

  /** A mean of one question. */
  @FunctionalInterface
  interface Field {
    double of(Question question);
  }

  /** Copies the means. */
  VoteScores {
    questions = List.copyOf(questions);
  }

  /** Plays a policy on all questions and shuffles. */
  static VoteScores of(VotePolicy policy, List<ShuffledCase> cases) {
    return new VoteScores(
        cases.parallelStream()
            .map(
                shuffled ->
                    shuffled.score(
                        seed -> VoteReplay.run(policy, shuffled.voteCase(), shuffled.order(seed))))
            .toList());
  }

  /** Returns the ceiling: only the shortest branch that gives the answer of all branches. */
  static VoteScores clairvoyant(List<ShuffledCase> cases) {
    return new VoteScores(
        cases.parallelStream()
            .map(shuffled -> shuffled.score(seed -> shortestAgreeing(shuffled, seed)))
            .toList());
  }

  private static VoteReplay.Result shortestAgreeing(ShuffledCase shuffled, int seed) {
    VoteCase voteCase = shuffled.voteCase();
    long tokens =
        IntStream.of(shuffled.order(seed))
            .filter(branch -> voteCase.answer(branch) == shuffled.answerOfAll(seed))
            .mapToLong(voteCase::tokens)
            .min()
            .orElseThrow();
    return new VoteReplay.Result(shuffled.answerOfAll(seed), tokens, tokens, 0, 1, 1);
  }

  /** Returns the mean over the questions. */
  double mean(Field field) {
    return questions.stream().mapToDouble(field::of).average().orElse(Double.NaN);
  }

  /** Returns the questions of which it is known which answer is right. */
  VoteScores graded() {
    return new VoteScores(questions.stream().filter(Question::graded).toList());
  }

  /** Returns only these questions. */
  VoteScores only(IntStream positions) {
    return new VoteScores(positions.mapToObj(questions::get).toList());
  }
}
