/**
 * Live evaluation: generated problems of the test split, put to a model in this process through the
 * real proxy, under every policy with the same seeds.
 */
@NullMarked
package dev.pith.eval.live;

import org.jspecify.annotations.NullMarked;
