/** Text to token ids and back, as the tokenizer in a model file says. */
@NullMarked
package dev.pith.ragcache.engine.token;

import org.jspecify.annotations.NullMarked;
