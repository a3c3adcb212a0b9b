package dev.pith.verifier;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Asks one verifier after the other, the cheap ones first: an abstention, a failure and a
 * probability too near to one half go on to the next.
 *
 * <p>The verdict has the price of all that were asked. When none decides, it has the last
 * probability that was given. What is decided at once is returned at once. Thread-safe when its
 * stages are.
 */
public final class CascadeVerifier implements Verifier {

  /**
   * One of the verifiers.
   *
   * @param name what {@link #status} calls it
   * @param verifier answers, abstains or fails
   */
  public record Stage(String name, Verifier verifier) {}

  private final List<Counted> stages;
  private final double existenceMargin;
  private final double equivalenceMargin;

  /** A stage and what became of the questions that it was asked. */
  private record Counted(Stage stage, LongAdder decided, LongAdder left, LongAdder failed) {
    Counted(Stage stage) {
      this(stage, new LongAdder(), new LongAdder(), new LongAdder());
    }
  }

  /**
   * Makes a cascade.
   *
   * @param stages in the order in which they are asked; with none, every question is an abstention
   * @param existenceMargin {@link #statesAnswer} is decided by a probability further from one half
   *     than this, in [0, 0.5); that of the trimmer
   * @param equivalenceMargin the same for {@link #sameAnswer}
   */
  public CascadeVerifier(List<Stage> stages, double existenceMargin, double equivalenceMargin) {
    this.stages = stages.stream().map(Counted::new).toList();
    this.existenceMargin = existenceMargin;
    this.equivalenceMargin = equivalenceMargin;
  }

  @Override
  public CompletionStage<Optional<Verdict>> statesAnswer(String question, String excerpt) {
    return from(
        0, Optional.empty(), existenceMargin, asked -> asked.statesAnswer(question, excerpt));
  }

  @Override
  public CompletionStage<Optional<Verdict>> sameAnswer(
      String question, String first, String second) {
    return from(
        0, Optional.empty(), equivalenceMargin, asked -> asked.sameAnswer(question, first, second));
  }

  /** Returns, by stage, how many questions it decided, left to the next one, and failed at. */
  @Override
  public Map<String, Object> status() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Counted counted : stages) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("decided", counted.decided().sum());
      one.put("left", counted.left().sum());
      one.put("failed", counted.failed().sum());
      one.putAll(counted.stage().verifier().status());
      all.put(counted.stage().name(), one);
    }
    return all;
  }

  private CompletionStage<Optional<Verdict>> from(
      int index,
      Optional<Verdict> before,
      double margin,
      Function<Verifier, CompletionStage<Optional<Verdict>>> question) {
    if (index == stages.size()) {
      return CompletableFuture.completedFuture(before);
    }
    Counted counted = stages.get(index);
    return ask(counted, question)
        .thenCompose(
            now -> {
              Optional<Verdict> both = together(before, now);
              if (now.flatMap(verdict -> verdict.decision(margin)).isPresent()) {
                counted.decided().increment();
                return CompletableFuture.completedFuture(both);
              }
              counted.left().increment();
              return from(index + 1, both, margin, question);
            });
  }

  private static CompletionStage<Optional<Verdict>> ask(
      Counted counted, Function<Verifier, CompletionStage<Optional<Verdict>>> question) {
    CompletionStage<Optional<Verdict>> asked;
    try {
      asked = question.apply(counted.stage().verifier());
    } catch (RuntimeException | LinkageError failure) {
      asked = CompletableFuture.failedFuture(failure);
    }
    return asked.handle(
        (verdict, failure) -> {
          if (failure == null && verdict != null) {
            return verdict;
          }
          counted.failed().increment();
          // What a failed question has cost, nobody knows.
          return Optional.of(Verdict.abstention(OptionalLong.empty()));
        });
  }

  /** Returns the later of two verdicts, or what there is of it, at the price of both. */
  private static Optional<Verdict> together(Optional<Verdict> before, Optional<Verdict> now) {
    if (before.isEmpty() || now.isEmpty()) {
      return now.or(() -> before);
    }
    OptionalDouble pYes = now.get().pYes();
    OptionalLong one = before.get().tokens();
    OptionalLong two = now.get().tokens();
    return Optional.of(
        new Verdict(
            pYes.isPresent() ? pYes : before.get().pYes(),
            one.isPresent() && two.isPresent()
                ? OptionalLong.of(one.getAsLong() + two.getAsLong())
                : OptionalLong.empty()));
  }
}
