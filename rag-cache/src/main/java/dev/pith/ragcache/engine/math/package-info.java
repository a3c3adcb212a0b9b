/** The arithmetic of the decoder: tensor types, weight matrices, and the kernels that read them. */
@NullMarked
package dev.pith.ragcache.engine.math;

import org.jspecify.annotations.NullMarked;
