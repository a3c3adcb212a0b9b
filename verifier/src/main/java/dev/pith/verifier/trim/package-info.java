/** Deciding where a reasoning trace ends. */
@NullMarked
package dev.pith.verifier.trim;

import org.jspecify.annotations.NullMarked;
