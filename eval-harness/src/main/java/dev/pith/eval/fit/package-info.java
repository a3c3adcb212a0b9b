/** Training of the learned reader of real text on recorded traces, and its validation report. */
@NullMarked
package dev.pith.eval.fit;

import org.jspecify.annotations.NullMarked;
