/**
 * Votes that are run live: a model in this process answers generated problems, once and several
 * times at once, with the same seeds under every policy.
 */
@NullMarked
package dev.pith.eval.vote;

import org.jspecify.annotations.NullMarked;
