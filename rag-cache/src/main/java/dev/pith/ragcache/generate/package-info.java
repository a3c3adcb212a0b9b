/** Text from the decoder: sampling, many requests in one batch, and KV kept across requests. */
@NullMarked
package dev.pith.ragcache.generate;

import org.jspecify.annotations.NullMarked;
