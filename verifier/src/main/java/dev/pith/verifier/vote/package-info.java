/**
 * Voting over answers that are sampled side by side, without waiting for all of them.
 *
 * <h2>What it does</h2>
 *
 * <p>Self-consistency samples many answers to one question and takes the most frequent. A {@link
 * dev.pith.verifier.vote.VotePolicy} says how many of these branches to start and when, which to
 * give up, and when the vote is over. It is pure: its {@link dev.pith.verifier.vote.BranchVote} is
 * told what branches answer, and says what to do; replay and live search run the same code.
 *
 * <pre>
 *             start k                       probe, answer, failure
 *   WAITING ──────────► RUNNING ─────────────────────────────► FINISHED, FAILED
 *                          └──────── stop ───► STOPPED
 * </pre>
 *
 * <h2>Waves</h2>
 *
 * <p>Pith's own policy, {@link dev.pith.verifier.vote.VotePolicy#waves}, starts few branches, adds
 * more while the vote is not clear, and ends it when the lead is safe: {@link
 * dev.pith.verifier.vote.LeadConfidence} is exact for few votes and for fractions. {@link
 * dev.pith.verifier.vote.WaveSettings} names every value. Without probes only finished branches
 * count, which any API allows whose streams can be cancelled.
 *
 * <h2>Answers</h2>
 *
 * <p>Answers are numbers; {@link dev.pith.verifier.vote.AnswerClasses} gives equal answers the same
 * one, whatever their notation. What cannot be read votes in the published policies, and never in
 * Pith's.
 */
@NullMarked
package dev.pith.verifier.vote;

import org.jspecify.annotations.NullMarked;
