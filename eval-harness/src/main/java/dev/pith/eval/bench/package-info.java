/**
 * The benchmarks: what trimming costs per token, what the proxy adds to a stream, how fast the
 * embedded engine is, how soon it gives a first token when chunks are kept, and how long selecting
 * among the trajectories of a search takes.
 *
 * <p>Figures are of this machine at this moment; compare within one run only.
 */
@NullMarked
package dev.pith.eval.bench;

import org.jspecify.annotations.NullMarked;
