package dev.pith.plugin.dialect;

/** Decides what of a second call is answer. Not thread-safe. */
interface SpliceChannel {

  /** Receives the text, in order. */
  interface Listener {
    void onReasoning(String text);

    void onAnswer(String text);
  }

  /** Reads the text of one chunk: what came as thinking, and what came as content. */
  void onText(String reasoning, String content);

  /** Something other than text follows: what was held is told. */
  void onOther();

  /** No text follows; what was held is told. */
  void onEnd();

  /** Returns whether there is anything that the client may get. */
  boolean started();

  /** Returns whether the model went on thinking where it should have answered. */
  boolean thinksAgain();
}
