package dev.pith.eval.live;

import dev.pith.verifier.trim.TrimSettings;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a live evaluation runs.
 *
 * @param policies what is reported
 * @param trim when Pith cuts
 * @param sampling how every request is sampled
 * @param seed of the problems, the sampling and the random cuts
 * @param concurrency problems that are asked at the same time, at least 1
 */
record LivePlan(
    Set<LivePolicy> policies,
    TrimSettings trim,
    LiveSampling sampling,
    long seed,
    int concurrency) {

  LivePlan {
    policies = Set.copyOf(policies);
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency must be at least 1: " + concurrency);
    }
  }

  /** Returns the policies that a model is run for: those of the report, and what they rest on. */
  List<LivePolicy> liveInOrder() {
    Set<LivePolicy> all = EnumSet.noneOf(LivePolicy.class);
    all.addAll(policies);
    all.add(LivePolicy.FULL);
    if (all.contains(LivePolicy.BUDGET) || all.contains(LivePolicy.RANDOM)) {
      all.add(LivePolicy.PITH);
    }
    return all.stream().filter(LivePolicy::isLive).toList();
  }

  static List<LiveAnswer> of(Map<LivePolicy, List<LiveAnswer>> answers, LivePolicy policy) {
    List<LiveAnswer> found = answers.get(policy);
    if (found == null) {
      throw new IllegalStateException(policy + " has not run");
    }
    return found;
  }
}
