package dev.pith.plugin.local.request;

import java.util.Arrays;

/** What the model reads before it writes. Immutable. */
public final class Prompt {

  private final int[] tokens;
  private final boolean insideThinking;

  /**
   * Creates a prompt.
   *
   * @param tokens their ids, at least one; not copied
   * @param insideThinking whether the prompt leaves a thinking open, so that what is generated goes
   *     on with it
   */
  public Prompt(int[] tokens, boolean insideThinking) {
    this.tokens = tokens;
    this.insideThinking = insideThinking;
  }

  /** Returns the ids; shared, callers do not change them. */
  public int[] tokens() {
    return tokens;
  }

  /** Tells whether what is generated goes on with a thinking. */
  public boolean insideThinking() {
    return insideThinking;
  }

  @Override
  public String toString() {
    return "Prompt[" + Arrays.toString(tokens) + ", insideThinking=" + insideThinking + "]";
  }
}
