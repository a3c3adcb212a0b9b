package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.plan.ContextProfile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The encoded layers of a variant. */
interface PackedLayers {

  ContextProfile profile();

  ChunkKvCodec.Layout layout();

  ChunkKvCodec.Format format();

  Tier tier();

  /**
   * Returns the bytes of a layer from the buffer's position on, little endian; the caller may move
   * the position.
   *
   * @throws IOException when they cannot be read, or are not what was written
   */
  ByteBuffer layer(int layer) throws IOException;
}
