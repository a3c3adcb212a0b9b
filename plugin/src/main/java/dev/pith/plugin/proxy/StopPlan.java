package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.Extra;
import dev.pith.plugin.dialect.stop.ContinuationRecipe;
import dev.pith.plugin.dialect.stop.NativeBudget;
import dev.pith.plugin.dialect.stop.Recipes;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.dialect.stop.StopRecipe;
import dev.pith.plugin.probe.Capabilities;
import dev.pith.plugin.probe.StopChoice;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How the thinking of one request may be ended, and what its first call must ask for so that it can
 * be.
 */
final class StopPlan {

  private final StopChoice choice;
  private final ServerKind kind;
  private final Set<Extra> extras;
  private final String armedGuide;
  private final Map<String, String> members;
  private final OptionalLong ownBudget;
  private final OptionalLong addedBudget;
  private boolean armed = true;

  /**
   * @param backstop limit on thinking that the server shall keep if the client sets none; empty for
   *     none
   */
  StopPlan(StopChoice choice, ChatRequest chat, OptionalLong backstop) {
    this.choice = choice;
    Capabilities known = choice.capabilities();
    this.kind = known == null ? ServerKind.GENERIC : known.kind();
    this.extras = EnumSet.noneOf(Extra.class);
    extras.addAll(Recipes.counting(kind));
    String ownWords = chat.root().path("reasoning_budget_message").asText("");
    // What ends a running stream is fixed before its thinking is known: words for every reason.
    this.armedGuide =
        ownWords.isEmpty()
            ? Guidance.inLanguageOf(chat.question()).after("Thinking.", Cut.Ending.FORCED)
            : ownWords;
    this.ownBudget = NativeBudget.in(chat);
    this.members = new LinkedHashMap<>();
    Map<String, String> limit = Map.of();
    if (choice.canStop()) {
      extras.addAll(choice.first().extras());
      members.putAll(choice.first().arming(chat, armedGuide));
      if (ownBudget.isEmpty() && backstop.isPresent()) {
        limit = NativeBudget.asking(kind, chat, backstop.getAsLong());
        members.putAll(limit);
      }
    }
    this.addedBudget = limit.isEmpty() ? OptionalLong.empty() : backstop;
  }

  /** Returns the limit on thinking that the server was asked to keep; empty if it was not. */
  OptionalLong budget() {
    return ownBudget.isPresent() || !armed ? ownBudget : addedBudget;
  }

  StopChoice choice() {
    return choice;
  }

  ServerKind kind() {
    return kind;
  }

  /** Returns what the first call asks for to count tokens and to be cut. */
  Set<Extra> extras() {
    return extras;
  }

  /** Returns the members that the first call sets besides. */
  Map<String, String> members() {
    return members;
  }

  /** Returns the words that a stream is ended with in place. */
  String armedGuide() {
    return armedGuide;
  }

  /** The server refused what was asked for besides: the first call is the client's own. */
  void disarm() {
    armed = false;
  }

  /** Returns the method for a cut; empty if there is none. */
  Optional<StopRecipe> first() {
    return choice.recipes().stream().filter(this::isReady).findFirst();
  }

  /** Returns the method for a cut that is made by a call of its own; empty if there is none. */
  Optional<ContinuationRecipe> firstContinuation() {
    return choice.recipes().stream()
        .filter(this::isReady)
        .filter(ContinuationRecipe.class::isInstance)
        .map(ContinuationRecipe.class::cast)
        .findFirst();
  }

  /** Returns the method to try when one has failed; empty if there is none. */
  Optional<StopRecipe> after(StopRecipe failed) {
    List<StopRecipe> all = choice.recipes();
    return all.subList(all.indexOf(failed) + 1, all.size()).stream()
        .filter(this::isReady)
        .findFirst();
  }

  /** Only the preferred method was prepared for; one that needs nothing is always ready. */
  private boolean isReady(StopRecipe recipe) {
    boolean needsNothing = recipe.extras().isEmpty();
    return needsNothing || (armed && recipe == choice.first());
  }
}
