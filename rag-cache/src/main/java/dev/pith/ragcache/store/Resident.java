package dev.pith.ragcache.store;

import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.plan.ContextProfile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** KV in the memory tier: as the engine reads it, or packed. */
sealed interface Resident {

  ContextProfile profile();

  /** Returns the bytes that its numbers take. */
  long bytes();

  /** Returns KV as the engine reads it. */
  static Resident of(ContextProfile profile, ChunkKv chunk) {
    return new Whole(profile, chunk);
  }

  /**
   * Returns KV in a format, or as the engine reads it where that is the same or where a number does
   * not fit the format.
   */
  static Resident of(ContextProfile profile, ChunkKv chunk, ChunkKvCodec.Format format) {
    ChunkKvCodec.Layout layout = ChunkKvCodec.layout(chunk);
    if (format == layout.exactFormat()) {
      return of(profile, chunk);
    }
    List<ByteBuffer> layers = new ArrayList<>();
    try {
      for (int layer = 0; layer < layout.layers(); layer++) {
        ByteBuffer bytes =
            ByteBuffer.allocate(layout.layerBytes(format)).order(ByteOrder.LITTLE_ENDIAN);
        ChunkKvCodec.encode(chunk, layer, format, bytes);
        layers.add(bytes.flip());
      }
    } catch (ArithmeticException doesNotFit) {
      return of(profile, chunk);
    }
    return new Packed(profile, layout, format, layers);
  }

  /** KV as the engine reads it. */
  record Whole(ContextProfile profile, ChunkKv chunk) implements Resident {

    @Override
    public long bytes() {
      return chunk.bytes();
    }
  }

  /** KV in a format; the layers are never changed. */
  record Packed(
      ContextProfile profile,
      ChunkKvCodec.Layout layout,
      ChunkKvCodec.Format format,
      List<ByteBuffer> layers)
      implements Resident, PackedLayers {

    @Override
    public long bytes() {
      return layout.bytes(format);
    }

    @Override
    public Tier tier() {
      return Tier.MEMORY;
    }

    @Override
    public ByteBuffer layer(int layer) {
      return layers.get(layer).duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
