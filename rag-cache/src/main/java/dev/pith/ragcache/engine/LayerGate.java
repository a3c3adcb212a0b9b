package dev.pith.ragcache.engine;

/**
 * Stands before the layers of a pass, so that KV which is still being loaded can be placed while
 * earlier layers run.
 */
@FunctionalInterface
public interface LayerGate {

  /**
   * Called once for each layer, in order, on the thread of the pass, before anything of the layer
   * runs. It may wait; what it throws ends the pass.
   *
   * @param layer from 0
   */
  void beforeLayer(int layer);
}
