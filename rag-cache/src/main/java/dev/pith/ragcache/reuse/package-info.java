/**
 * Prompts whose chunks were read before: their KV is put where they stand now, and repaired where a
 * policy says so.
 */
@NullMarked
package dev.pith.ragcache.reuse;

import org.jspecify.annotations.NullMarked;
