/**
 * What to reuse: KV caches of retrieved chunks, wherever the chunk appears.
 *
 * <p>The module keeps its place in the reactor; its first classes come with the embedded engine.
 */
@NullMarked
package dev.pith.ragcache;

import org.jspecify.annotations.NullMarked;
