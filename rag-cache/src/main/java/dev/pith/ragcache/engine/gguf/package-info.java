/** Model files: the GGUF container, read with suspicion, and written. */
@NullMarked
package dev.pith.ragcache.engine.gguf;

import org.jspecify.annotations.NullMarked;
