package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.WeightMatrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a decoder.
 *
 * @param tokens a row for each token
 * @param layers bottom to top
 * @param outputNorm before the output head
 * @param output a row for each token; the same as {@code tokens} when the two are tied
 * @param rotarySlowdown what the speed of each rotated pair is divided by; null for nothing
 */
@SuppressWarnings("ArrayRecordComponent") // read only, and never compared
record ModelWeights(
    WeightMatrix tokens,
    List<LayerWeights> layers,
    float[] outputNorm,
    WeightMatrix output,
    float @Nullable [] rotarySlowdown) {}
