/**
 * The demonstration: a few problems through the real proxy, with trimming off and on.
 *
 * <p>Its traces were written for the project; the model behind the proxy only replays them.
 */
@NullMarked
package dev.pith.eval.demo;

import org.jspecify.annotations.NullMarked;
