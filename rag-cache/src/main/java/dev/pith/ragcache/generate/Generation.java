package dev.pith.ragcache.generate;

/** A generation that runs. Thread-safe. */
public interface Generation {

  /** Receives what is generated, in order, on the generator's thread: return fast. */
  interface Listener {
    /** The prompt has been read. */
    void onPrompt(int promptTokens, int cachedTokens);

    /** The next token. */
    void onToken(GeneratedToken token);

    /**
     * The generation is complete; nothing comes after this.
     *
     * @param tail text that was held back and belongs to the answer after all; often empty
     */
    void onEnd(FinishReason reason, String tail);

    /** The generation broke; nothing comes after this. */
    void onFailure(Throwable failure);
  }

  /** Lets it wait after the token that is being made. */
  void pause();

  /** Lets it go on. */
  void resume();

  /** Ends it and frees its KV; the listener hears nothing more. */
  void cancel();
}
