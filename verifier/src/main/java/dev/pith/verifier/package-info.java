/**
 * The values and ports that every method of Pith shares: what a thought is, what is asked about it,
 * and why a trace was cut.
 *
 * <p>Everything in this module is pure (no I/O, no clock, no threads) but {@code client}, a
 * verifier behind HTTP.
 */
@NullMarked
package dev.pith.verifier;

import org.jspecify.annotations.NullMarked;
