package dev.pith.eval.search;

import dev.pith.eval.dataset.BranchedQuestion;
import dev.pith.verifier.vote.VotePolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Plays all policies on all recorded questions, data set by data set and model by model. */
final class VoteEvaluation {
  /** The name of the ceiling's row. */
  static final String ORACLE = "oracle";

  private final int seeds;
  private final Map<String, VotePolicy> policies;
  private final Consumer<String> progress;

  /**
   * Creates an evaluation.
   *
   * @param seeds how many shuffles each question is played with, at least 1
   * @param progress told what is played next
   */
  VoteEvaluation(int seeds, Map<String, VotePolicy> policies, Consumer<String> progress) {
    this.seeds = seeds;
    this.policies = policies;
    this.progress = progress;
  }

  List<VoteRow> rows(List<BranchedQuestion> questions) {
    Map<List<String>, List<BranchedQuestion>> groups = new LinkedHashMap<>();
    for (BranchedQuestion question : questions) {
      groups
          .computeIfAbsent(
              List.of(question.dataset(), question.model()), unseen -> new ArrayList<>())
          .add(question);
    }
    List<VoteRow> rows = new ArrayList<>();
    groups.forEach((key, group) -> rows.addAll(rows(key.get(0), key.get(1), group)));
    return rows;
  }

  private List<VoteRow> rows(String dataset, String model, List<BranchedQuestion> questions) {
    List<ShuffledCase> cases = ShuffledCase.of(VoteCase.of(questions), seeds);
    VoteScores baseline = VoteScores.of(VotePolicy.selfConsistency(VotePolicies.BRANCHES), cases);
    List<VoteRow> rows = new ArrayList<>();
    policies.forEach(
        (name, policy) -> {
          progress.accept(dataset + ", " + model + ": " + name);
          rows.add(VoteRow.of(dataset, model, name, seeds, VoteScores.of(policy, cases), baseline));
        });
    rows.add(VoteRow.of(dataset, model, ORACLE, seeds, VoteScores.clairvoyant(cases), baseline));
    return rows;
  }
}
