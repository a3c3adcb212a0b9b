/**
 * Internal: shortens the reasoning of earlier turns that a client sends again with every request
 * (ASAP, where it may act: never on the trace that the answer rests on).
 *
 * <p>{@link dev.pith.plugin.history.HistoryCompressor} looks at a request: {@code PastThoughts}
 * finds what was thought in earlier turns, {@code CacheBalance} says whether leaving some of it out
 * is worth what the server's prefix cache loses, and {@code Decisions} keeps every decision, so
 * that a thought is sent in the same form again. {@link dev.pith.plugin.history.ThoughtPruning} is
 * what is left of one thought; chat memories use it too.
 */
@NullMarked
package dev.pith.plugin.history;

import org.jspecify.annotations.NullMarked;
