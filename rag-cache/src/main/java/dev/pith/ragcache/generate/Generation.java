package dev.pith.ragcache.generate;

/** A generation that waits or runs. Thread-safe; each call may come at any time, more than once. */
public interface Generation {

  /**
   * Receives what is generated, in order, on the generator's thread: return fast. One that throws
   * loses its generation.
   */
  interface Listener {
    /**
     * A token of the prompt was scored; comes only when the request asks, in the prompt's order,
     * before {@link #onPrompt}.
     */
    default void onPromptToken(ScoredToken token) {}

    /**
     * The prompt has been read.
     *
     * @param cachedTokens how many of its tokens were not run, because their KV was there
     */
    void onPrompt(int promptTokens, int cachedTokens);

    /** The next token, chosen or appended, the one that ends the generation included. */
    void onToken(GeneratedToken token);

    /** One of the stop texts came, which ends the generation: {@link #onEnd} comes next. */
    default void onStopText(String stop) {}

    /**
     * The generation is complete; nothing comes after this.
     *
     * @param tail text that was held back and belongs to the answer after all; often empty
     */
    void onEnd(FinishReason reason, String tail);

    /**
     * The generation broke; nothing comes after this. A {@link
     * java.util.concurrent.RejectedExecutionException} says that it was not taken because too many
     * wait, a {@link java.util.concurrent.CancellationException} that the generator was closed.
     */
    void onFailure(Throwable failure);
  }

  /** Lets it wait after the token that is being made. It keeps its KV while there is room. */
  void pause();

  /** Lets it go on. */
  void resume();

  /**
   * Writes tokens into its text, as if the model had chosen them, and lets the model go on behind
   * them. They come between two steps, after the first token at the earliest, run in one pass like
   * a prompt, and are told to {@link Listener#onToken}; those beyond a limit or an end are dropped.
   * Tokens that the listener appends when it is told of one that the model chose come right behind
   * that one.
   *
   * @throws IllegalArgumentException when a token is not in the vocabulary
   */
  void append(int[] tokens);

  /**
   * Ends it and gives its KV back, to other requests or for good, within the step that runs. The
   * listener hears nothing more, except for a call that is being made.
   */
  void cancel();
}
