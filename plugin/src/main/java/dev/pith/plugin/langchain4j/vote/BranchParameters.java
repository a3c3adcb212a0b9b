package dev.pith.plugin.langchain4j.vote;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.pith.plugin.langchain4j.engine.EngineChatRequestParameters;

/** Gives each branch a chance of its own, by the parameters of its request. */
public interface BranchParameters {

  /**
   * Returns the parameters of a branch.
   *
   * @param branch from 0
   * @param asked those of the chat, the delegate's defaults included
   */
  ChatRequestParameters of(int branch, ChatRequestParameters asked);

  /**
   * Returns what suits the embedded engine, and leaves all other models to their temperature: where
   * a chat has a seed, branch i has the seed + i.
   */
  static BranchParameters seeds() {
    return (branch, asked) -> {
      if (asked instanceof EngineChatRequestParameters engine) {
        Long seed = engine.seed();
        if (seed != null && branch > 0) {
          return EngineChatRequestParameters.builder()
              .overrideWith(engine)
              .seed(seed + branch)
              .build();
        }
      }
      return asked;
    };
  }
}
