package dev.pith.eval.rag;

import dev.pith.ragcache.reuse.ReuseReport;

/**
 * What came of one problem under one policy.
 *
 * @param right whether the final answer is right; false when there is none
 * @param report what reading the prompt took
 * @param prefillNanos how long reading it took, all but its last token
 */
record RagAnswer(boolean right, ReuseReport report, long prefillNanos) {}
