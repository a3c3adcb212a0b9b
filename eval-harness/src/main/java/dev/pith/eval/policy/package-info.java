/**
 * Where a recorded trace is cut: one class per policy, each known by its name.
 *
 * <p>What ships ({@code pith}, {@code faithful}) stands beside floors, controls and a ceiling. The
 * controls named {@code -equal} are set so that they save as much as {@code pith} did on the same
 * traces: what a rule gains over them is what it has understood.
 */
@NullMarked
package dev.pith.eval.policy;

import org.jspecify.annotations.NullMarked;
