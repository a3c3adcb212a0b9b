package dev.pith.eval.search;

import dev.pith.verifier.vote.VotePolicy;
import java.util.LinkedHashMap;
import java.util.Map;

/** The policies of the replay, by the names that they have in reports. */
final class VotePolicies {
  /** What all others are compared with. */
  static final String BASELINE = "sc@64";

  /** How many branches of a question there are to start. */
  static final int BRANCHES = 64;

  private static final int[] CURVE = {1, 2, 4, 8, 16, 32, BRANCHES};
  private static final int[] CUTS = {20, 28, 40};
  private static final double PUBLISHED_CONFIDENCE = 0.95;

  private VotePolicies() {}

  /** Returns the curve of self-consistency, the published policies and the controls. */
  static Map<String, VotePolicy> baselines() {
    Map<String, VotePolicy> policies = new LinkedHashMap<>();
    for (int branches : CURVE) {
      policies.put("sc@" + branches, VotePolicy.selfConsistency(branches));
    }
    policies.put("asc", VotePolicy.adaptiveConsistency(PUBLISHED_CONFIDENCE));
    policies.put("esc", VotePolicy.earlyStopping(8));
    policies.put("sac", VotePolicy.settledBranches(14));
    policies.put("parallel-probe", VotePolicy.parallelProbe());
    for (int steps : CUTS) {
      policies.put("cut-" + steps, CutVote.after(steps));
    }
    return policies;
  }

  /** Returns all of them, with frozen ones behind. */
  static Map<String, VotePolicy> with(FrozenPolicies frozen) {
    Map<String, VotePolicy> policies = baselines();
    for (FrozenPolicies.Policy policy : frozen.policies()) {
      if (policies.put(policy.name(), VotePolicy.waves(policy.settings())) != null) {
        throw new IllegalArgumentException("two policies of one name: " + policy.name());
      }
    }
    return policies;
  }
}
