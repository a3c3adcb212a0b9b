/**
 * {@code pith eval history}: what shortening the reasoning of earlier turns saves, and what it
 * costs the server's prefix cache.
 *
 * <p>A log is replayed request by request: {@code HistoryVariant} is what is sent of a request,
 * {@code PrefixCache} what the server has of it already, and {@code ReplayCheck} looks for what
 * must never happen. No model runs, so that nothing is known about the answers.
 */
@NullMarked
package dev.pith.eval.history;

import org.jspecify.annotations.NullMarked;
