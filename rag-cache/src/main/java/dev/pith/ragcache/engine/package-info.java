/** The embedded decoder: a forward pass over rows at any positions, and the KV that it owns. */
@NullMarked
package dev.pith.ragcache.engine;

import org.jspecify.annotations.NullMarked;
