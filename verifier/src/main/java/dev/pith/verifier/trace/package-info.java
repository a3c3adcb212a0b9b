/**
 * Reading a trace as it streams: where thinking starts and ends, where thoughts end, and where the
 * text runs in a loop.
 *
 * <p>Every class here gives the same result however the text is cut into pieces, holds bounded
 * state, and never throws on odd text.
 */
@NullMarked
package dev.pith.verifier.trace;

import org.jspecify.annotations.NullMarked;
