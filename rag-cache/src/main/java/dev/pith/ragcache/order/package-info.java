/**
 * What can be done for the prefix cache of another's server: put chunks into an order in which a
 * prompt starts as an earlier one did, say what repeats by a pointer, and tell what was cached.
 * Pure; knows no KV, no tokenizer and no wire format.
 *
 * <p>{@link dev.pith.ragcache.order.ServedTrie} remembers what was sent, {@link
 * dev.pith.ragcache.order.ChunkOrdering} chooses an order for the next request, {@link
 * dev.pith.ragcache.order.RepeatFolder} removes text that stands earlier in the conversation,
 * {@link dev.pith.ragcache.order.CacheUsage} holds what a server reports.
 */
@NullMarked
package dev.pith.ragcache.order;

import org.jspecify.annotations.NullMarked;
