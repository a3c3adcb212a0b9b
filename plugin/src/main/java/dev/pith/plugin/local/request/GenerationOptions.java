package dev.pith.plugin.local.request;

import dev.pith.ragcache.generate.GenerationRequest;
import dev.pith.ragcache.generate.SamplingSettings;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is generated after a prompt.
 *
 * @param maxTokens limit for the generated tokens; empty for as many as the context holds
 * @param sampling how tokens are chosen; its seed is that of the first choice
 * @param stopTexts texts that end an answer and are not part of it
 * @param stopTokens tokens that do so
 * @param ignoreEnd whether an answer goes on after the model has ended it
 * @param renderSpecial whether control tokens are written out
 * @param salt answers of different salts share no KV
 */
public record GenerationOptions(
    OptionalInt maxTokens,
    SamplingSettings sampling,
    List<String> stopTexts,
    Set<Integer> stopTokens,
    boolean ignoreEnd,
    boolean renderSpecial,
    String salt) {

  /**
   * Returns the request for one answer, all but its stop texts and what of control tokens is
   * written out.
   *
   * @param choice its index: the choices of a request with a seed have consecutive seeds
   */
  public GenerationRequest.Builder toRequest(Prompt prompt, int choice, ReplyOptions reply) {
    GenerationRequest.Builder request =
        GenerationRequest.builder(prompt.tokens())
            .sampling(sampling(choice))
            .stopTokens(stopTokens)
            .ignoreEnd(ignoreEnd)
            .topLogProbs(reply.alternatives())
            .salt(salt);
    maxTokens.ifPresent(request::maxTokens);
    if (reply.scoresPrompt() && prompt.tokens().length > 1) {
      request.scoreFrom(1);
    }
    return request;
  }

  private SamplingSettings sampling(int choice) {
    if (choice == 0 || sampling.seed().isEmpty()) {
      return sampling;
    }
    return new SamplingSettings(
        sampling.temperature(),
        sampling.topK(),
        sampling.topP(),
        sampling.minP(),
        sampling.repetitionPenalty(),
        sampling.repetitionWindow(),
        sampling.frequencyPenalty(),
        sampling.presencePenalty(),
        OptionalLong.of(sampling.seed().getAsLong() + choice),
        sampling.logitBias());
  }
}
