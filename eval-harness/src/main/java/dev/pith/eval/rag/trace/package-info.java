/**
 * Replays what was retrieved, without a model: which chunks a cache would have held, how many
 * tokens would have been computed, and how many a server's prefix cache would have reused.
 *
 * <p>No accuracy belongs to these figures.
 */
@NullMarked
package dev.pith.eval.rag.trace;

import org.jspecify.annotations.NullMarked;
