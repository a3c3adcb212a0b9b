package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.RowFilter;

/** Chooses the rows to repair while the pass runs, and knows what the choice costs. */
interface RepairFilter extends RowFilter {

  /** Adds what a row computed for the choice alone, besides the layers that it ran. */
  void charge(PrefillCost cost, int position, int layersRun);
}
