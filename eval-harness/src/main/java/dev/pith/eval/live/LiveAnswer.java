package dev.pith.eval.live;

import dev.pith.eval.grade.FinalAnswer;
import dev.pith.eval.replay.ChatReply;
import dev.pith.eval.world.Problem;
import java.util.OptionalLong;

/**
 * What came of one problem under one policy.
 *
 * @param problem the problem
 * @param thinking the text of the thinking
 * @param right whether the final answer is right; false when there is none
 * @param cut whether Pith cut the thinking
 * @param thinkingTokens tokens of thinking, what leads a cut model to its answer included
 * @param verifierTokens what asking a verifier or probing cost
 * @param totalTokens all generated tokens and the verifier's
 * @param seconds from the request to the end of the answer
 */
record LiveAnswer(
    Problem problem,
    String thinking,
    boolean right,
    boolean cut,
    double thinkingTokens,
    double verifierTokens,
    double totalTokens,
    double seconds) {

  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * Grades a reply.
   *
   * @param verifierTokens what asking a verifier or probing cost
   * @throws IllegalStateException when the reply does not say how many tokens it took: unknown is
   *     not zero
   */
  static LiveAnswer of(Problem problem, ChatReply reply, long verifierTokens) {
    long thinking = counted(reply.reasoningTokens(), "tokens of thinking", reply);
    long all = counted(reply.completionTokens(), "generated tokens", reply);
    return new LiveAnswer(
        problem,
        reply.reasoning(),
        FinalAnswer.isRight(problem, reply.answer()),
        reply.pith().isPresent(),
        thinking,
        verifierTokens,
        all + (double) verifierTokens,
        reply.nanos() / NANOS_PER_SECOND);
  }

  /** Returns tokens of thinking and what the verifier cost. */
  double netTokens() {
    return thinkingTokens + verifierTokens;
  }

  /** Returns this with a beginning of its thinking only, as long as a share of its characters. */
  LiveAnswer upTo(long chars, boolean right) {
    double share = thinking.isEmpty() ? 1 : Math.min(1, (double) chars / thinking.length());
    double dropped = thinkingTokens * (1 - share);
    return new LiveAnswer(
        problem,
        thinking,
        right,
        share < 1,
        thinkingTokens - dropped,
        verifierTokens,
        totalTokens - dropped,
        seconds * share);
  }

  private static long counted(OptionalLong tokens, String what, ChatReply reply) {
    return tokens.orElseThrow(
        () -> new IllegalStateException("the reply does not count its " + what + ": " + reply));
  }
}
