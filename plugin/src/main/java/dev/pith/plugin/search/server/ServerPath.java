package dev.pith.plugin.search.server;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.stop.StepRecipe;
import dev.pith.plugin.search.Trajectory;
import java.util.OptionalLong;

/**
 * A trajectory on a server, which is its text: to go on from it, that is sent again. It holds
 * nothing. Immutable and thread-safe.
 */
public final class ServerPath implements Trajectory {
  private final Origin origin;
  private final String text;
  private final String step;
  private final boolean channels;
  private final boolean finished;
  private final Counts counts;

  /**
   * What all trajectories of one prompt share.
   *
   * @param prompt as the server rendered it; empty where it renders each call
   */
  record Origin(StepRecipe recipe, ChatRequest request, String prompt) {}

  /**
   * What a server told of a step; each empty where it did not.
   *
   * @param generated tokens that were generated for it
   * @param read tokens of the prompt that was sent for it
   * @param cached how many of these came from the server's cache
   */
  record Counts(OptionalLong generated, OptionalLong read, OptionalLong cached) {
    static final Counts UNKNOWN =
        new Counts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
  }

  /**
   * Creates a trajectory.
   *
   * @param text all that was generated
   * @param step its end, the newest step; empty for the prompt
   * @param channels whether the server has thinking on a channel of its own
   * @param counts of the newest step; of the prompt what was read
   */
  ServerPath(
      Origin origin, String text, String step, boolean channels, boolean finished, Counts counts) {
    this.origin = origin;
    this.text = text;
    this.step = step;
    this.channels = channels;
    this.finished = finished;
    this.counts = counts;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public String step() {
    return step;
  }

  @Override
  public OptionalLong stepTokens() {
    return text.isEmpty() && step.isEmpty() && !finished ? counts.read : counts.generated;
  }

  /**
   * Returns the tokens that were generated as far as they came: what a server still generates while
   * its stream is closed is not known.
   */
  @Override
  public OptionalLong generatedTokens() {
    return counts.generated;
  }

  @Override
  public OptionalLong readTokens() {
    return counts.read;
  }

  @Override
  public OptionalLong cachedTokens() {
    return counts.cached;
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public void release() {}

  Origin origin() {
    return origin;
  }

  boolean channels() {
    return channels;
  }

  @Override
  public String toString() {
    return "ServerPath[" + text.length() + " characters" + (finished ? ", finished]" : "]");
  }
}
