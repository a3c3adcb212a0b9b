package dev.pith.verifier.anchor;

import dev.pith.verifier.surprisal.TraceSteps;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * The coarse stage of ASAP [1]: a model writes a direct derivation of the known answer (the
 * anchor), and leaves out the steps of a trace that have no part in it.
 *
 * <p>It never fails: when the model abstains, fails, or answers what cannot be used, the stage is
 * skipped and says why, and the fine stage works alone. What is kept is always text of the trace
 * itself, also where the model was asked to write it. Thread-safe.
 */
public final class AnchorPruner {

  /*
   * [1] Pruning the Unsurprising: Efficient LLM Reasoning via First-Token Surprisal, stage 1.
   * https://arxiv.org/abs/2508.05988
   */

  private final AnchorModel model;
  private final AnchorSettings settings;

  /** Creates a pruner; it asks nothing before {@link #prune}. */
  public AnchorPruner(AnchorModel model, AnchorSettings settings) {
    this.model = model;
    this.settings = settings;
  }

  /**
   * Prunes a trace.
   *
   * @param question the user's question
   * @param answer the final answer that the trace came to
   * @param mustStay steps that stay whatever the model says
   * @return never fails
   */
  public CompletableFuture<CoarseTrace> prune(
      String question, String answer, TraceSteps steps, BitSet mustStay) {
    if (steps.size() == 0) {
      return CompletableFuture.completedFuture(skipped(steps, "no steps", 0, Cost.NONE));
    }
    return ask(AnchorPrompts.anchor(question, answer), 0)
        .thenCompose(
            anchor -> {
              Cost cost = Cost.NONE.and(anchor);
              String text = anchor.map(AnchorModel.Answer::text).orElse("").strip();
              return text.isEmpty()
                  ? CompletableFuture.completedFuture(
                      skipped(steps, "no anchor from " + model.id(), 0, cost))
                  : attempt(new Job(question, text, steps, mustStay), 1, cost);
            });
  }

  private record Job(String question, String anchor, TraceSteps steps, BitSet mustStay) {}

  /** Tokens so far; unknown as soon as one part is. */
  private record Cost(long tokens, boolean known) {
    static final Cost NONE = new Cost(0, true);

    Cost and(Optional<AnchorModel.Answer> answer) {
      OptionalLong more = answer.map(AnchorModel.Answer::tokens).orElse(OptionalLong.empty());
      return new Cost(tokens + more.orElse(0), known && more.isPresent());
    }

    OptionalLong total() {
      return known ? OptionalLong.of(tokens) : OptionalLong.empty();
    }
  }

  private CompletableFuture<CoarseTrace> attempt(Job job, int number, Cost before) {
    boolean numbers = settings.form() == AnchorSettings.Form.NUMBERS;
    String prompt =
        numbers
            ? AnchorPrompts.numbers(job.question(), job.anchor(), job.steps())
            : AnchorPrompts.text(job.question(), job.anchor(), job.steps());
    return ask(prompt, number == 1 ? settings.temperature() : settings.retryTemperature())
        .thenCompose(
            reply -> {
              Cost cost = before.and(reply);
              Optional<BitSet> kept =
                  reply.flatMap(
                      answer ->
                          numbers
                              ? keptByNumbers(answer.text(), job.steps())
                              : keptByText(answer.text(), job.steps()));
              if (kept.isPresent()) {
                kept.get().or(job.mustStay());
                return CompletableFuture.completedFuture(
                    new CoarseTrace(
                        kept.get(), Optional.empty(), number, cost.total(), model.id()));
              }
              return number < settings.maxAttempts()
                  ? attempt(job, number + 1, cost)
                  : CompletableFuture.completedFuture(
                      skipped(
                          job.steps(),
                          "no usable answer of " + number + " from " + model.id(),
                          number,
                          cost));
            });
  }

  private static Optional<BitSet> keptByNumbers(String reply, TraceSteps steps) {
    return DropList.read(reply, steps.size())
        .map(
            dropped -> {
              BitSet kept = steps.all();
              kept.andNot(dropped);
              return kept;
            });
  }

  /** Keeps the steps in which the sections begin that the reply was matched with. */
  private Optional<BitSet> keptByText(String reply, TraceSteps steps) {
    String text = Fences.strip(reply);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    List<SectionCheck.Section> sections = settings.check().sections(steps.text());
    return settings
        .check()
        .match(steps.text(), text)
        .map(
            matched -> {
              BitSet kept = new BitSet(steps.size());
              for (int section : matched) {
                int at = sections.get(section).startChar();
                IntStream.range(0, steps.size())
                    .filter(step -> steps.startChar(step) <= at && at < steps.endChar(step))
                    .forEach(kept::set);
              }
              return kept;
            });
  }

  private CompletableFuture<Optional<AnchorModel.Answer>> ask(String prompt, double temperature) {
    CompletionStage<Optional<AnchorModel.Answer>> asked;
    try {
      asked = model.ask(prompt, temperature, settings.maxTokens());
    } catch (RuntimeException failure) {
      asked = CompletableFuture.failedStage(failure);
    }
    return asked.exceptionally(failure -> Optional.empty()).toCompletableFuture();
  }

  private CoarseTrace skipped(TraceSteps steps, String reason, int attempts, Cost cost) {
    return new CoarseTrace(steps.all(), Optional.of(reason), attempts, cost.total(), model.id());
  }
}
