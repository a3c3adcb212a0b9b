package dev.pith.plugin.search;

import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Offers a model of sentences that runs in this process, where its libraries are at hand; found by
 * {@link java.util.ServiceLoader}.
 */
public interface StepEmbedderProvider {

  /**
   * Returns the model, which it may take seconds to load; empty where its libraries are missing.
   * What it throws means the same, and is logged.
   *
   * @param executor where the model computes
   */
  Optional<StepEmbedder> find(Executor executor);
}
