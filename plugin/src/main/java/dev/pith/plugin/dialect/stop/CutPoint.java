package dev.pith.plugin.dialect.stop;

import dev.pith.plugin.dialect.ChatRequest;
import java.util.List;
import java.util.OptionalLong;

/**
 * A thinking that is cut, and what its model shall go on from.
 *
 * @param request what the client asked
 * @param kept the thinking that the model goes on from, without tags
 * @param guide thinking-side text that leads to the answer; may be empty
 * @param remainingTokens limit on the tokens still to generate, at least 1; empty when the client
 *     set none
 * @param promptIds token ids of the first call's prompt; empty when unknown
 * @param keptIds token ids that were generated for what is kept, tags included; empty when unknown
 * @param contextTokens most tokens of prompt and answer together; empty when unknown
 */
public record CutPoint(
    ChatRequest request,
    String kept,
    String guide,
    OptionalLong remainingTokens,
    List<Integer> promptIds,
    List<Integer> keptIds,
    OptionalLong contextTokens) {

  public CutPoint {
    if (remainingTokens.isPresent() && remainingTokens.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "remainingTokens must be at least 1: " + remainingTokens.getAsLong());
    }
  }

  /** Returns a cut of which only the text is known. */
  public static CutPoint ofText(
      ChatRequest request, String kept, String guide, OptionalLong remainingTokens) {
    return new CutPoint(
        request, kept, guide, remainingTokens, List.of(), List.of(), OptionalLong.empty());
  }

  /** Returns this cut with the ids of its prompt and of what is kept. */
  public CutPoint withIds(List<Integer> prompt, List<Integer> generated) {
    return new CutPoint(request, kept, guide, remainingTokens, prompt, generated, contextTokens);
  }

  /** Returns this cut with the size of the model's context. */
  public CutPoint withContext(OptionalLong tokens) {
    return new CutPoint(request, kept, guide, remainingTokens, promptIds, keptIds, tokens);
  }

  /** Returns the name of the model that was asked; empty if the request names none. */
  String model() {
    return request.model().orElse("");
  }
}
