package dev.pith.ragcache.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pith.ragcache.engine.ChunkKv;
import dev.pith.ragcache.engine.ChunkKvCodec;
import dev.pith.ragcache.engine.ChunkKvCodec.Format;
import dev.pith.ragcache.engine.ChunkKvCodec.Layout;
import dev.pith.ragcache.engine.KvType;
import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.plan.ContextProfile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Variants whose numbers follow from their keys, so that wrong KV is seen. */
final class TestKv {

  static final int LAYERS = 3;
  static final Layout LAYOUT = new Layout(LAYERS, 2, 16, KvType.F32, 4);

  /** The bytes of a variant of the usual layout. */
  static final long BYTES = LAYOUT.bytes(Format.F32);

  private TestKv() {}

  static ChunkKey key(int chunk) {
    return ChunkKey.of("test", new int[] {chunk});
  }

  static VariantKey variantKey(int chunk, int... prefix) {
    return new VariantKey(key(chunk), Arrays.stream(prefix).mapToObj(TestKv::key).toList());
  }

  static Variant variant(int chunk, int... prefix) {
    return variant(variantKey(chunk, prefix), LAYOUT, false);
  }

  static Variant partial(int chunk, int... prefix) {
    return variant(variantKey(chunk, prefix), LAYOUT, true);
  }

  static Variant variant(VariantKey key, Layout layout, boolean partial) {
    return new Variant(key, profile(key.prefix(), layout, partial), kv(key, layout));
  }

  /** Returns the KV that a variant must have. */
  static ChunkKv kv(VariantKey key, Layout layout) {
    Random random = new Random(key.hashCode());
    ChunkKv kv = ChunkKvCodec.newChunk(layout);
    for (int layer = 0; layer < layout.layers(); layer++) {
      ByteBuffer bytes =
          ByteBuffer.allocate(layout.layerBytes(Format.F32)).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        bytes.putFloat((float) random.nextGaussian());
      }
      ChunkKvCodec.decode(bytes.flip(), Format.F32, kv, layer);
    }
    return kv;
  }

  static ContextProfile profile(List<ChunkKey> prefix, Layout layout, boolean partial) {
    Random random = new Random(prefix.hashCode());
    float[][] inter = new float[layout.layers()][prefix.size()];
    float[] intra = new float[layout.layers()];
    float[] outside = new float[layout.tokens()];
    float[] sink = new float[layout.tokens()];
    for (float[] layer : inter) {
      fill(layer, random);
    }
    fill(intra, random);
    fill(outside, random);
    fill(sink, random);
    int[] lengths = new int[prefix.size()];
    Arrays.setAll(lengths, i -> i + 1);
    ContextProfile profile =
        new ContextProfile(
            prefix,
            lengths,
            layout.tokens(),
            inter,
            intra,
            outside,
            sink,
            partial ? null : key(prefix.hashCode()));
    if (partial) {
      return profile;
    }
    float[][] look = new float[layout.tokens()][3];
    for (float[] token : look) {
      fill(token, random);
    }
    return profile.withFirstLook(look);
  }

  /** Checks that KV is what its variant must have, bit for bit. */
  static void assertRight(LoadedChunk loaded) {
    assertThat(numbers(loaded.awaitAll())).isEqualTo(numbers(kv(loaded.key(), LAYOUT)));
  }

  /** Returns all numbers of KV. */
  static float[] numbers(ChunkKv kv) {
    Layout layout = ChunkKvCodec.layout(kv);
    ByteBuffer bytes =
        ByteBuffer.allocate((int) layout.bytes(Format.F32)).order(ByteOrder.LITTLE_ENDIAN);
    for (int layer = 0; layer < layout.layers(); layer++) {
      ChunkKvCodec.encode(kv, layer, Format.F32, bytes);
    }
    float[] numbers = new float[bytes.flip().remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(numbers);
    return numbers;
  }

  private static void fill(float[] numbers, Random random) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = random.nextFloat();
    }
  }
}
