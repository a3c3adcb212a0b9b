package dev.pith.verifier.detect;

import java.util.concurrent.CompletionStage;

/**
 * Lets the model of one trace go on from a place of it, aside from its own stream.
 *
 * <p>It may answer on any thread and must not fail: a probe that fails is {@link
 * ProbeReading#failed}.
 */
public interface Prober {

  /** Where the model goes on. */
  enum Place {
    /** Behind the thinking, which is open. One token is written. */
    AFTER_THINKING,
    /** Behind the end tag. One token is written. */
    AFTER_END_TAG,
    /** Behind the end tag and the opener of an answer. A short answer is written. */
    IN_ANSWER
  }

  /**
   * Probes.
   *
   * @param thinking the thinking so far, without tags
   */
  CompletionStage<ProbeReading> probe(Place place, String thinking);
}
