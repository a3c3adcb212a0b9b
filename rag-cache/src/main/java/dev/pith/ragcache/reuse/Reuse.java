package dev.pith.ragcache.reuse;

/**
 * What becomes of a segment whose KV is stored.
 *
 * @param variant which of the stored variants is taken
 * @param repaired the tokens that are computed again, as indices in the segment, ascending
 * @param overhead the share of the segment that needs repair, in [0, 1], as the policy sees it
 */
record Reuse(int variant, int[] repaired, double overhead) {}
