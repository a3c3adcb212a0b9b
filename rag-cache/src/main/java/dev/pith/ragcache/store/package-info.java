/**
 * Where the KV of chunks is kept: in memory, and behind it in files. Its calls may read files, so
 * that they have no place on an event loop.
 */
@NullMarked
package dev.pith.ragcache.store;

import org.jspecify.annotations.NullMarked;
