/**
 * Live tree search: the embedded model works on generated problems under every policy, with the
 * same seeds.
 */
@NullMarked
package dev.pith.eval.search.live;

import org.jspecify.annotations.NullMarked;
