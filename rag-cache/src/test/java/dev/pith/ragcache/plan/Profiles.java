package dev.pith.ragcache.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Profiles of chunks whose prefixes are written as letters, such as "A B C". */
final class Profiles {

  static final int PREFIX_LENGTH = 4;

  /** Behind what all profiles but partial ones are exact. */
  private static final ChunkKey BEFORE = ChunkKey.of("scope", new int[] {0});

  private Profiles() {}

  static ChunkKey key(String name) {
    return ChunkKey.of("scope", name.chars().toArray());
  }

  static List<ChunkKey> keys(String names) {
    return Stream.of(names.split(" ")).filter(name -> !name.isEmpty()).map(Profiles::key).toList();
  }

  static int[] lengths(String names) {
    return IntStream.generate(() -> PREFIX_LENGTH).limit(keys(names).size()).toArray();
  }

  /** Returns the profile of 8 tokens in one layer, behind segments of equal length. */
  static ContextProfile of(String prefix, double... inter) {
    return of(keys(prefix), lengths(prefix), 8, new double[][] {inter}, 2);
  }

  /** Returns a profile whose tokens are all alike. */
  static ContextProfile of(
      List<ChunkKey> prefix, int[] lengths, int length, double[][] inter, double... intra) {
    float[] none = new float[length];
    return new ContextProfile(
        prefix,
        lengths,
        length,
        Stream.of(inter).map(Profiles::floats).toArray(float[][]::new),
        floats(intra),
        none,
        none,
        BEFORE);
  }

  /** Returns a profile with the same prefix, some of whose tokens did not run behind it. */
  static ContextProfile partial(ContextProfile whole) {
    int segments = whole.prefix().size();
    float[] none = new float[whole.length()];
    int[] lengths = IntStream.range(0, segments).map(whole::prefixLength).toArray();
    return new ContextProfile(
        whole.prefix(),
        lengths,
        whole.length(),
        new float[whole.layers()][segments],
        new float[whole.layers()],
        none,
        none,
        null);
  }

  /** Returns the profile of a chunk with the masses of its tokens, and none of its segments. */
  static ContextProfile ofTokens(String prefix, double[] outside, double[] sink) {
    int segments = keys(prefix).size();
    return new ContextProfile(
        keys(prefix),
        lengths(prefix),
        outside.length,
        new float[1][segments],
        new float[1],
        floats(outside),
        floats(sink),
        BEFORE);
  }

  static ContextProfile random(Random random, List<ChunkKey> prefix, int[] lengths) {
    int layers = 1 + random.nextInt(4);
    double[][] inter = new double[layers][prefix.size()];
    for (double[] layer : inter) {
      Arrays.setAll(layer, segment -> random.nextInt(4) == 0 ? 0 : random.nextDouble());
    }
    return of(prefix, lengths, 8, inter, random.doubles(layers).toArray());
  }

  static float[] floats(double... values) {
    float[] floats = new float[values.length];
    for (int index = 0; index < floats.length; index++) {
      floats[index] = (float) values[index];
    }
    return floats;
  }
}
