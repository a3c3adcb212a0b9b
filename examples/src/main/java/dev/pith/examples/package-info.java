/** Short programs that show Pith at work; each has a {@code main} and a test that runs it. */
@NullMarked
package dev.pith.examples;

import org.jspecify.annotations.NullMarked;
