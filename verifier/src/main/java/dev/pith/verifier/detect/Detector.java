package dev.pith.verifier.detect;

import java.util.concurrent.CompletionStage;

/**
 * Tells of the places of one thinking whether its answer is settled there.
 *
 * <p>An instance serves one trace and is asked about one place at a time, in order. It may answer
 * on any thread, late, or never; callers treat a failure as an abstention of unknown price.
 */
public interface Detector {

  /**
   * Asks whether the answer is settled.
   *
   * @param at the place
   * @param thinking the thinking up to there, without tags
   */
  CompletionStage<Detection> detect(Checkpoint at, String thinking);
}
