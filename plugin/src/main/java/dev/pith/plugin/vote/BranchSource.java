package dev.pith.plugin.vote;

/** Starts the branches of one question: streams of one model, each with a chance of its own. */
public interface BranchSource {

  /** A stream that was started. */
  interface Branch {

    /**
     * Ends it at once, upstream too. What it still sends is counted and else ignored.
     *
     * @throws RuntimeException when it cannot be ended; it is read to its end then
     */
    void cancel();
  }

  /**
   * Starts a branch. Called on the vote's executor; must not wait for the model.
   *
   * @param index from 0, in the order in which branches are started; makes its chance different
   *     from that of others, as a seed may
   * @param listener is told what it says, in order, on any thread
   * @return what ends it
   * @throws RuntimeException when it cannot be started; it counts as failed then
   */
  Branch start(int index, BranchListener listener);
}
