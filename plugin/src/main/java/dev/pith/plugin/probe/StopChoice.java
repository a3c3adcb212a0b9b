package dev.pith.plugin.probe;

import dev.pith.plugin.dialect.Need;
import dev.pith.plugin.dialect.stop.StopRecipe;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What may be done with one request.
 *
 * @param recipes the methods to use, the preferred one first
 * @param capabilities what is known of the model; null when nothing is
 * @param reason why there is no method, in a short stable word; empty when there is one
 */
public record StopChoice(
    List<StopRecipe> recipes, @Nullable Capabilities capabilities, String reason) {

  /** Returns that nothing may be done, and why. */
  public static StopChoice none(@Nullable Capabilities capabilities, String reason) {
    return new StopChoice(List.of(), capabilities, reason);
  }

  /** Tells whether its thinking may be cut. */
  public boolean canStop() {
    return !recipes.isEmpty();
  }

  /** Tells whether what stands in the way is something that the request asks for. */
  public boolean isRefusalOfTheRequest() {
    return Arrays.stream(Need.values()).anyMatch(need -> need.word().equals(reason));
  }

  /** Returns the preferred method. */
  public StopRecipe first() {
    return recipes.get(0);
  }

  /** Returns the size of the model's context. */
  public OptionalLong contextTokens() {
    return capabilities == null ? OptionalLong.empty() : capabilities.contextTokens();
  }

  /** Tells whether a second call may run beside the first one. */
  public boolean overlaps() {
    return capabilities == null || capabilities.overlaps();
  }

  /** Tells whether the model's prompts end inside a thinking. */
  public boolean startsInside() {
    return capabilities != null && capabilities.startsInside();
  }
}
