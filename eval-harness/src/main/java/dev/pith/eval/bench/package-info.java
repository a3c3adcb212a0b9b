/**
 * The benchmarks: what trimming costs per token, and what the proxy adds to a stream.
 *
 * <p>Figures are of this machine at this moment; compare within one run only.
 */
@NullMarked
package dev.pith.eval.bench;

import org.jspecify.annotations.NullMarked;
