package dev.pith.eval.search.live;

import dev.pith.plugin.search.TokenSaving;
import dev.pith.verifier.search.EtsSettings;
import dev.pith.verifier.search.SelectionPolicy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The policies of a live search. */
enum TreeMethod {
  /** As many independent samples up to the first answer that they state, each with one vote. */
  SELF_CONSISTENCY("sc"),
  REBASE("rebase"),
  BEAM("beam"),
  DVTS("dvts"),
  /** As published. */
  ETS("ets"),
  /** Without the coverage of meanings. */
  ETS_KV("ets-kv"),
  /** As many candidates as ETS keeps, drawn. */
  RANDOM("random-ets"),
  /** As many candidates as ETS keeps, the best by score. */
  TOP("best-ets"),
  /** ETS that narrows. */
  NARROW("ets-narrow"),
  /** ETS that narrows, merges, discounts duplicates and stops when the vote is decided. */
  PITH("pith");

  private final String key;

  TreeMethod(String key) {
    this.key = key;
  }

  /** Returns the name in reports. */
  String key() {
    return key;
  }

  /** Returns the policy with this name. */
  static Optional<TreeMethod> named(String name) {
    return Arrays.stream(values()).filter(method -> method.key.equals(name)).findFirst();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(TreeMethod::key).toList();
  }

  /** Returns whether trajectories are judged at all. */
  boolean isScored() {
    return this != SELF_CONSISTENCY;
  }

  /** Returns which trajectories go on in a search of some width. */
  SelectionPolicy policy(int width, long seed) {
    EtsSettings published = EtsSettings.published(width);
    double temperature = published.temperature();
    SelectionPolicy ets = SelectionPolicy.ets(published);
    return switch (this) {
      case SELF_CONSISTENCY, REBASE -> SelectionPolicy.rebase(temperature);
      case BEAM -> SelectionPolicy.beam(0);
      case DVTS -> SelectionPolicy.dvts(0, width);
      case ETS -> ets;
      case ETS_KV -> SelectionPolicy.ets(published.withWeights(published.lambdaB(), 0));
      case RANDOM -> new PruningControl(ets, temperature, Optional.of(seed));
      case TOP -> new PruningControl(ets, temperature, Optional.empty());
      case NARROW, PITH -> SelectionPolicy.ets(EtsSettings.narrowing(width, minWidth(width)));
    };
  }

  /** Returns how tokens are saved besides. */
  TokenSaving saving() {
    return this == PITH ? TokenSaving.defaults() : TokenSaving.none();
  }

  /** Returns what a search is never narrowed below: a quarter of its width. */
  private static int minWidth(int width) {
    return Math.max(2, width / 4);
  }
}
