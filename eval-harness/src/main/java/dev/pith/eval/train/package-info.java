/**
 * What the embedded model learns from, and how it is laid out for the training tool.
 *
 * <p>{@link dev.pith.eval.train.TraceWriter} turns a {@linkplain dev.pith.eval.world.Problem
 * problem} into thinking like that of real reasoning models: a plan, a first attempt that is wrong
 * at a known rate, and re-checks, of which many come after the answer has settled. {@link
 * dev.pith.eval.train.TraceRates} holds every rate. The other rows teach the verifier's questions,
 * the process reward and how to answer after a cut. {@code pith train data} writes all of it as
 * token ids, {@code pith train rates} shows what the rates imply before anything is trained.
 */
@NullMarked
package dev.pith.eval.train;

import org.jspecify.annotations.NullMarked;
