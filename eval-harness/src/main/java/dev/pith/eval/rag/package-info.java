/**
 * What reusing the KV of chunks costs and saves: live on chunk questions, with every policy on one
 * engine; and on logs of what was retrieved, where no model runs: hits and computed tokens under
 * eviction rules, and the order of chunks for another's prefix cache.
 */
@NullMarked
package dev.pith.eval.rag;

import org.jspecify.annotations.NullMarked;
