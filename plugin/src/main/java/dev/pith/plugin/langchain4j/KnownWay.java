package dev.pith.plugin.langchain4j;

import dev.pith.plugin.session.CutRecord;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one model can be made to go on from a cut, as far as it is known. What is not known yet is
 * found out by a probe, beside the first chat in which the model thinks. Thread-safe.
 */
final class KnownWay {

  private static final Logger LOG = LoggerFactory.getLogger(KnownWay.class);

  /** A model that does not think about the probe's question is asked again this often at most. */
  private static final int MAX_PROBES = 3;

  private final String model;
  private final Supplier<CompletionStage<Optional<List<ContinuationMethod>>>> probe;
  private final Map<ContinuationMethod, CutRecord> records =
      new EnumMap<>(ContinuationMethod.class);

  private List<ContinuationMethod> found;
  private boolean known;
  private boolean probing;
  private boolean thought;
  private boolean silent;
  private int probes;
  private @Nullable String objection;

  /** A way that need not be proven; {@code NONE} for a model that is observed only. */
  KnownWay(String model, ContinuationMethod method) {
    this(
        model,
        () -> {
          throw new IllegalStateException("nothing is left to prove");
        });
    known = true;
    found = method == ContinuationMethod.NONE ? List.of() : List.of(method);
  }

  /**
   * A way that is not known yet.
   *
   * @param probe finds out which methods work; empty when it could not
   */
  KnownWay(String model, Supplier<CompletionStage<Optional<List<ContinuationMethod>>>> probe) {
    this.model = model.isEmpty() ? "the model" : model;
    this.probe = probe;
    this.found = List.of();
  }

  /** Returns the methods that work, best first. */
  synchronized List<ContinuationMethod> proven() {
    return found.stream().filter(method -> record(method).objection().isEmpty()).toList();
  }

  /** Returns why this model is observed only, whatever a probe would say. */
  synchronized Optional<String> objection() {
    return Optional.ofNullable(objection)
        .or(() -> known && found.isEmpty() ? Optional.of("no-stop-method") : Optional.empty());
  }

  /** The model is observed only from now on, for a reason that is said once. */
  synchronized void observeBecause(String word, String explanation) {
    if (objection == null) {
      objection = word;
      LOG.warn("the thinking of {} is observed only: {}", model, explanation);
    }
  }

  /** The model's streams cannot be ended. */
  void cannotCancel() {
    observeBecause("cannot-cancel", "its stream has no handle that can cancel it");
  }

  /** A whole answer came without any thinking: it may be hidden, which is said once. */
  void sawNoThinking() {
    synchronized (this) {
      if (silent || thought) {
        return;
      }
      silent = true;
    }
    LOG.info(
        "{} has shown no thinking, so that there is nothing to trim; most models show it only when"
            + " they are built with returnThinking(true)",
        model);
  }

  /** The model thinks: how it can be cut is worth knowing. */
  void sawThinking() {
    synchronized (this) {
      thought = true;
      if (known || probing || objection != null) {
        return;
      }
      probing = true;
      probes++;
    }
    CompletionStage<Optional<List<ContinuationMethod>>> unused =
        probe
            .get()
            .exceptionally(
                failure -> {
                  LOG.info(
                      "how {} can be cut could not be found out: {}", model, failure.toString());
                  return Optional.empty();
                })
            .whenComplete((methods, none) -> learn(methods));
  }

  /** The model went on from a cut. */
  synchronized void succeeded(ContinuationMethod method) {
    record(method).succeeded();
  }

  /** The model did not go on from a cut. */
  synchronized void failed(ContinuationMethod method, String reason) {
    if (record(method).failed(reason)) {
      LOG.warn("{} is no longer cut by {}: {}", model, method, reason);
    }
  }

  private synchronized void learn(Optional<List<ContinuationMethod>> methods) {
    probing = false;
    if (methods.isPresent()) {
      known = true;
      found = methods.get();
      LOG.info("{} can be led from a cut to its answer by {}", model, found);
      if (found.isEmpty()) {
        observeBecause("no-stop-method", "no way was found to make it go on from a cut");
      }
    } else if (probes >= MAX_PROBES) {
      known = true;
      observeBecause(
          "no-stop-method", "in " + probes + " probes it could not be found out how it goes on");
    }
  }

  private CutRecord record(ContinuationMethod method) {
    return records.computeIfAbsent(method, unused -> new CutRecord());
  }
}
