package dev.pith.eval.live;

import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what a verifier costs, by the user's question: verdicts that come too late to be of use
 * have their price, too. Thread-safe.
 */
final class CountingVerifier implements Verifier {
  private final Verifier delegate;
  private final Map<String, CompletableFuture<Cost>> costs = new ConcurrentHashMap<>();

  /**
   * What some questions came to.
   *
   * @param tokens the known prices
   * @param unknown how many had none
   */
  record Cost(long tokens, long unknown) {
    static final Cost NOTHING = new Cost(0, 0);

    Cost plus(OptionalLong price) {
      return price.isPresent()
          ? new Cost(tokens + price.getAsLong(), unknown)
          : new Cost(tokens, unknown + 1);
    }
  }

  CountingVerifier(Verifier delegate) {
    this.delegate = delegate;
  }

  @Override
  public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
    return counted(question, delegate.statesAnswer(question, excerpt));
  }

  @Override
  public CompletionStage<Optional<Verdict>> sameAnswer(
      String question, String first, String second) {
    return counted(question, delegate.sameAnswer(question, first, second));
  }

  /** Returns the cost for a question since this was asked last; waits for verdicts that are due. */
  Cost take(String question) {
    CompletableFuture<Cost> cost = costs.remove(question);
    return cost == null ? Cost.NOTHING : cost.join();
  }

  private CompletionStage<Optional<Verdict>> counted(
      String question, CompletionStage<Optional<Verdict>> asked) {
    CompletionStage<OptionalLong> price =
        asked.handle(
            (verdict, failure) ->
                failure == null
                    ? verdict.map(Verdict::tokens).orElse(OptionalLong.of(0))
                    : OptionalLong.empty());
    costs.merge(
        question,
        price.thenApply(Cost.NOTHING::plus).toCompletableFuture(),
        (sum, one) -> sum.thenCombine(price, Cost::plus));
    // Who gives up waiting cancels a copy, and the price is still counted.
    return asked.thenApply(verdict -> verdict);
  }
}
