package dev.pith.ragcache.reuse;

import dev.pith.ragcache.engine.KvSequence;

/**
 * A prompt that has been read, all but its last token: running that one gives the first answer.
 *
 * @param kv the KV of the tokens before the last one; the receiver closes it
 * @param report what it took
 */
public record Prefilled(KvSequence kv, ReuseReport report) {}
