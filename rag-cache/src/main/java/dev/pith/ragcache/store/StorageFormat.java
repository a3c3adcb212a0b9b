package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKvCodec;

/** How the numbers of KV are kept. */
public enum StorageFormat {
  /** As the engine has them. */
  EXACT,
  /** As half floats: half of what an engine with floats needs. */
  F16,
  /** As signed bytes with a scale for each 32: a little more than half of F16. */
  Q8;

  /** Returns how KV of a layout is encoded; never wider than the engine has it. */
  ChunkKvCodec.Format codec(ChunkKvCodec.Layout layout) {
    return switch (this) {
      case EXACT -> layout.exactFormat();
      case F16 -> ChunkKvCodec.Format.F16;
      case Q8 -> ChunkKvCodec.Format.Q8;
    };
  }
}
