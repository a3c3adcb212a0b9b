package dev.pith.eval.search;

import dev.pith.eval.dataset.BranchedQuestion;
import dev.pith.eval.dataset.BranchedQuestion.Branch;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Invented questions with traces. */
final class SampleQuestions {
  private SampleQuestions() {}

  /** Returns a question; each branch is {@code probes/tokens/answer}, {@code -} is unreadable. */
  static VoteCase question(String gold, String... branches) {
    return new VoteCase(
        new BranchedQuestion(
            "set",
            "model",
            "q",
            "",
            gold,
            500,
            Stream.of(branches).map(SampleQuestions::branch).toList(),
            Path.of("f")));
  }

  /** Returns all branches in their order. */
  static int[] inOrder(VoteCase voteCase) {
    return IntStream.range(0, voteCase.branches()).toArray();
  }

  private static Branch branch(String text) {
    String[] parts = text.split("/", -1);
    List<String> probes =
        parts[0].isEmpty()
            ? List.of()
            : Stream.of(parts[0].split(" ")).map(SampleQuestions::readable).toList();
    return new Branch(probes, Long.parseLong(parts[1]), readable(parts[2]));
  }

  private static String readable(String answer) {
    return answer.equals("-") ? "" : answer;
  }
}
