/** What to reuse: KV caches of retrieved chunks, wherever the chunk appears. */
@NullMarked
package dev.pith.ragcache;

import org.jspecify.annotations.NullMarked;
