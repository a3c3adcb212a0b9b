/**
 * What of a chunk's KV must be computed again where it is reused: Cache-Craft (arXiv 2502.15734) as
 * pure functions.
 */
@NullMarked
package dev.pith.ragcache.plan;

import org.jspecify.annotations.NullMarked;
