package dev.pith.ragcache.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a chunk stood when its KV was computed, and what its tokens attended to there: all that
 * tells how far the KV can be trusted elsewhere. Masses are sums of attention weights, averaged
 * over heads (Cache-Craft, arXiv 2502.15734, eqs 3, 4 and 14). Immutable.
 *
 * <p>The chunk's prefix is everything before it, cut into segments: what stands before the first
 * chunk, such as the system prompt, is a segment with a key like any chunk.
 */
public final class ContextProfile {

  private final List<ChunkKey> prefix;
  private final int[] prefixLengths;
  private final int length;
  private final float[][] inter;
  private final float[] intra;
  private final float[] outside;
  private final float[] sink;
  private final @Nullable ChunkKey exactBehind;
  private final float @Nullable [][] firstLook;

  /**
   * Creates a profile; the arrays are copied.
   *
   * @param prefix the segments before the chunk, in their order
   * @param prefixLengths their tokens, each positive
   * @param length how many tokens the chunk has
   * @param inter [layer][prefix segment]: the mass of the chunk's tokens on a segment, in [0,
   *     length]
   * @param intra [layer]: the mass of the chunk's tokens on the chunk itself, in [0, length]
   * @param outside [token]: the mass of a token on all segments before, averaged over layers, in
   *     [0, 1]
   * @param sink [token]: the part of {@code outside} that falls on the first segment; 0 when there
   *     is none
   * @param exactBehind the name of all tokens before the chunk, those between its segments
   *     included, when the KV is exactly what a prefill of them gives; null when it is not: some
   *     tokens of the chunk did not run, so that their masses are those of an older context, or
   *     what stands before it was itself repaired
   */
  public ContextProfile(
      List<ChunkKey> prefix,
      int[] prefixLengths,
      int length,
      float[][] inter,
      float[] intra,
      float[] outside,
      float[] sink,
      @Nullable ChunkKey exactBehind) {
    this.prefix = List.copyOf(prefix);
    this.prefixLengths = prefixLengths.clone();
    this.length = length;
    this.inter = new float[inter.length][];
    for (int layer = 0; layer < inter.length; layer++) {
      this.inter[layer] = inter[layer].clone();
    }
    this.intra = intra.clone();
    this.outside = outside.clone();
    this.sink = sink.clone();
    this.exactBehind = exactBehind;
    this.firstLook = null;
    check();
  }

  private ContextProfile(ContextProfile other, float[][] firstLook) {
    prefix = other.prefix;
    prefixLengths = other.prefixLengths;
    length = other.length;
    inter = other.inter;
    intra = other.intra;
    outside = other.outside;
    sink = other.sink;
    exactBehind = other.exactBehind;
    this.firstLook = firstLook.clone();
    require(
        firstLook.length == length,
        "firstLook must have " + length + " tokens: " + firstLook.length);
    for (float[] token : firstLook) {
      require(
          token.length == firstLook[0].length,
          "firstLook must have " + firstLook[0].length + " numbers a token: " + token.length);
    }
  }

  /**
   * Returns this profile with what the tokens gathered in the first layer.
   *
   * @param firstLook [token][number]: a sketch of what its heads gathered; the numbers are not
   *     copied
   */
  public ContextProfile withFirstLook(float[][] firstLook) {
    return new ContextProfile(this, firstLook);
  }

  /** Returns the segments before the chunk, in their order: S_old. */
  public List<ChunkKey> prefix() {
    return prefix;
  }

  /** Returns how many tokens a segment of the prefix has. */
  public int prefixLength(int segment) {
    return prefixLengths[segment];
  }

  /** Returns how many tokens the chunk has. */
  public int length() {
    return length;
  }

  /** Returns how many layers were observed. */
  public int layers() {
    return intra.length;
  }

  /** Returns the mass of the chunk on a segment of its prefix in a layer: eq 3. */
  public double inter(int layer, int segment) {
    return inter[layer][segment];
  }

  /** Returns the mass of the chunk on itself in a layer: eq 4. */
  public double intra(int layer) {
    return intra[layer];
  }

  /** Returns the mass of a token on the whole prefix, averaged over layers. */
  public double outside(int token) {
    return outside[token];
  }

  /** Returns the mass of a token on the first segment of the prefix, averaged over layers. */
  public double sink(int token) {
    return sink[token];
  }

  /** Returns how many numbers the sketch of a token has; 0 when there are none. */
  public int firstLookNumbers() {
    return firstLook == null ? 0 : firstLook[0].length;
  }

  /** Returns a sketch of what a token gathered in the first layer; null when it is not known. */
  public float @Nullable [] firstLook(int token) {
    return firstLook == null ? null : firstLook[token];
  }

  /** Tells whether the KV is not exactly what a prefill of the text before the chunk gives. */
  public boolean partial() {
    return exactBehind == null;
  }

  /** Returns the name of all tokens before the chunk; null when its KV is not exact there. */
  public @Nullable ChunkKey exactBehind() {
    return exactBehind;
  }

  /** Tells whether the KV is exactly what a prefill gives behind such tokens. */
  public boolean isExactBehind(ChunkKey before) {
    return before.equals(exactBehind);
  }

  private void check() {
    require(length > 0, "length must be positive: " + length);
    require(
        prefixLengths.length == prefix.size(),
        "prefixLengths must have " + prefix.size() + " numbers: " + prefixLengths.length);
    for (int each : prefixLengths) {
      require(each > 0, "prefixLengths must be positive: " + each);
    }
    require(intra.length > 0, "intra must have a number for each layer: 0");
    require(
        inter.length == intra.length,
        "inter must have " + intra.length + " layers: " + inter.length);
    for (float[] layer : inter) {
      require(
          layer.length == prefix.size(),
          "inter must have " + prefix.size() + " segments: " + layer.length);
      requireMasses("inter", layer);
    }
    requireMasses("intra", intra);
    require(outside.length == length, "outside must have " + length + " tokens: " + outside.length);
    require(sink.length == length, "sink must have " + length + " tokens: " + sink.length);
    requireMasses("outside", outside);
    requireMasses("sink", sink);
  }

  private static void requireMasses(String name, float[] masses) {
    for (float mass : masses) {
      require(
          mass >= 0 && mass < Float.POSITIVE_INFINITY, name + " must be >= 0 and finite: " + mass);
    }
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
