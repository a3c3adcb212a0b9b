package dev.pith.plugin.dialect.stop;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.Extra;
import dev.pith.plugin.dialect.Need;
import dev.pith.plugin.dialect.StopMethod;
import java.util.Map;
import java.util.Set;

/**
 * One way to end the thinking on one kind of server: either {@link InPlaceRecipe} or {@link
 * ContinuationRecipe}.
 *
 * <p>Implementations are immutable and pure.
 */
public interface StopRecipe {

  /** Returns what it does. */
  StopMethod method();

  /** Returns whether it can carry a need of the request. */
  default boolean carries(Need need) {
    return switch (method()) {
      case IN_PLACE_END -> true;
      case CHAT_PREFILL -> need != Need.STRUCTURED_OUTPUT;
      case TOKEN_CONTINUE, TEXT_CONTINUE, REASK_LOW_EFFORT, NONE -> false;
    };
  }

  /** Returns what it needs in the chunks of the first call. */
  default Set<Extra> extras() {
    return Set.of();
  }

  /**
   * Returns what it needs in the first request: JSON by place, see {@link
   * dev.pith.plugin.dialect.JsonEdit}.
   *
   * @param guide thinking-side text that may lead to the answer
   */
  default Map<String, String> arming(ChatRequest request, String guide) {
    return Map.of();
  }
}
