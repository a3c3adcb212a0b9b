package dev.pith.ragcache.engine;

import dev.pith.ragcache.engine.math.WeightMatrix;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a layer.
 *
 * @param attentionNorm before attention
 * @param projection to the queries, keys and values of all heads, in this order
 * @param queryNorm over each head's query before rotation; null when there is none
 * @param keyNorm over each head's key before rotation; null when there is none
 * @param attentionOutput from all heads back to the hidden state
 * @param feedForwardNorm before the feed-forward part
 * @param gate of the feed-forward part
 * @param up of the feed-forward part
 * @param down of the feed-forward part
 */
@SuppressWarnings("ArrayRecordComponent") // read only, and never compared
record LayerWeights(
    float[] attentionNorm,
    WeightStack projection,
    float @Nullable [] queryNorm,
    float @Nullable [] keyNorm,
    WeightMatrix attentionOutput,
    float[] feedForwardNorm,
    WeightMatrix gate,
    WeightMatrix up,
    WeightMatrix down) {}
