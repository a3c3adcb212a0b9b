package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ModelRequest;
import dev.pith.plugin.rag.ChunkVisit;
import dev.pith.plugin.savings.Arm;
import dev.pith.plugin.savings.Holdout;
import dev.pith.plugin.savings.Stratum;

/**
 * What is known of a request before it is answered.
 *
 * @param conversation what stands for its conversation in records
 * @param arm the side of the comparison that its answer is on
 * @param stratum the requests that it is like
 * @param chunks what was found of retrieved text in it
 * @param startedNanos when it came, by the clock of {@link System#nanoTime}
 */
record RequestFacts(
    String conversation, Arm arm, Stratum stratum, ChunkVisit chunks, long startedNanos) {

  /**
   * Reads a request.
   *
   * @param comparable whether it may be trimmed, and nobody but the settings has decided that
   */
  static RequestFacts of(
      ModelRequest request, boolean comparable, Holdout holdout, ChunkVisit chunks) {
    String model = request.model().orElse("");
    String conversation = holdout.conversation(model, request.firstQuestion());
    return new RequestFacts(
        conversation,
        comparable ? holdout.arm(conversation) : Arm.NONE,
        new Stratum(
            model,
            turn(request),
            Stratum.PromptSize.ofChars(request.promptChars()),
            request.offersTools()),
        chunks,
        System.nanoTime());
  }

  /** Tells whether its answer is left as it is, to be compared with. */
  boolean heldOut() {
    return arm == Arm.CONTROL;
  }

  private static Stratum.Turn turn(ModelRequest request) {
    if (request.bringsToolResult()) {
      return Stratum.Turn.TOOL_RESULT;
    }
    return request.goesOn() ? Stratum.Turn.LATER : Stratum.Turn.FIRST;
  }
}
