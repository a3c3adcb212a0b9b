package dev.pith.plugin.probe;

import dev.pith.plugin.dialect.stop.StopRecipe;

/**
 * What is known of one method on one model.
 *
 * @param recipe how it is done
 * @param proven whether it may be used
 * @param why what proves it, or why it is not proven
 */
public record Finding(StopRecipe recipe, boolean proven, String why) {

  static Finding proven(StopRecipe recipe, String how) {
    return new Finding(recipe, true, how);
  }

  static Finding unproven(StopRecipe recipe, String why) {
    return new Finding(recipe, false, why);
  }

  /** Returns the name of the method as settings have it. */
  String method() {
    return recipe.method().label();
  }
}
