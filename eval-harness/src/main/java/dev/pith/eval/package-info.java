/** The evaluation harness: the command line of demo, eval and bench. */
@NullMarked
package dev.pith.eval;

import org.jspecify.annotations.NullMarked;
