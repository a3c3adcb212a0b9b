package dev.pith.eval.live;

import dev.pith.verifier.Verdict;
import dev.pith.verifier.Verifier;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a verifier costs, by the user's question. Thread-safe. */
final class CountingVerifier implements Verifier {
  private final Verifier delegate;
  private final Map<String, LongAdder> tokens = new ConcurrentHashMap<>();

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

  /** Returns the tokens for a question since this was asked last. */
  long take(String question) {
    LongAdder sum = tokens.remove(question);
    return sum == null ? 0 : sum.sum();
  }

  private CompletionStage<Optional<Verdict>> counted(
      String question, CompletionStage<Optional<Verdict>> asked) {
    return asked.thenApply(
        verdict -> {
          verdict.ifPresent(
              v -> tokens.computeIfAbsent(question, q -> new LongAdder()).add(v.promptTokens()));
          return verdict;
        });
  }
}
