/**
 * Problem worlds: seeded generators of problems whose answers are known exactly.
 *
 * <p>Four {@linkplain dev.pith.eval.world.Family families} at difficulties 1 to 6, of which 1 to 3
 * are the easy half. {@link dev.pith.eval.world.Worlds} draws problems of one {@linkplain
 * dev.pith.eval.world.Split split}; which split a problem belongs to follows from its canonical
 * form, so that no problem can be in two. Every problem carries a {@link
 * dev.pith.eval.world.Solution}, which can be walked step by step with a planted slip.
 */
@NullMarked
package dev.pith.eval.world;

import org.jspecify.annotations.NullMarked;
