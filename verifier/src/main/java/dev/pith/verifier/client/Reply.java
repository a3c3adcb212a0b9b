package dev.pith.verifier.client;

import dev.pith.verifier.Verdict;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a server answered.
 *
 * @param pYes probability of Yes among Yes and No; empty when neither has any weight
 * @param promptTokens tokens of the prompt; empty when the server does not tell
 * @param cachedTokens those of them that came from the server's cache; empty when it does not tell
 * @param completionTokens generated tokens; empty when the server does not tell
 */
record Reply(
    OptionalDouble pYes,
    OptionalLong promptTokens,
    OptionalLong cachedTokens,
    OptionalLong completionTokens) {

  /** Returns it as a verdict at its full price, cached tokens included. */
  Verdict verdict() {
    return new Verdict(
        pYes,
        promptTokens.isPresent() && completionTokens.isPresent()
            ? OptionalLong.of(promptTokens.getAsLong() + completionTokens.getAsLong())
            : OptionalLong.empty());
  }
}
