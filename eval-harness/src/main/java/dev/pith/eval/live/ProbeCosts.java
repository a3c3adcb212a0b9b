package dev.pith.eval.live;

import dev.pith.plugin.savings.Holdout;
import dev.pith.plugin.savings.RequestRecord;
import dev.pith.verifier.detect.ProbeCost;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What probing has cost, by the user's question: the tokens that had to be computed, generated ones
 * and those of prompts that came from no cache. Thread-safe.
 */
final class ProbeCosts implements Consumer<RequestRecord> {

  private static final Holdout NAMES = new Holdout(0, "");

  private final Map<String, ProbeCost> costs = new ConcurrentHashMap<>();

  @Override
  public void accept(RequestRecord answer) {
    costs.merge(answer.conversation(), answer.use().probes(), ProbeCost::plus);
  }

  /** Returns the cost for a question since this was asked last. */
  CountingVerifier.Cost take(String question) {
    ProbeCost cost = costs.remove(NAMES.conversation("", question));
    return CountingVerifier.Cost.NOTHING.plus(
        cost == null ? ProbeCost.NOTHING.computed() : cost.computed());
  }
}
