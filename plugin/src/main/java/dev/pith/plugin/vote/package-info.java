/**
 * One answer from several streams of one question: the vote of {@link dev.pith.verifier.vote} over
 * branches that are still being written.
 *
 * <h2>What it does</h2>
 *
 * <p>A {@link dev.pith.plugin.vote.LiveVote} asks a {@link dev.pith.plugin.vote.BranchSource} for
 * branches, a first wave and more while the vote is not clear. It reads the answer of each one that
 * ends, and tells it to the same {@link dev.pith.verifier.vote.BranchVote} that replays of recorded
 * branches run. When the lead is safe the vote is over: what still runs is cancelled in the same
 * instant. The answer is the text of one finished branch of the winning answer, the surest where
 * log-probabilities are told, else the shortest; it is never stitched.
 *
 * <pre>
 *                      end                        the vote is over, or it contradicts the leader
 *   RUNNING ───────────────────────► FINISHED     RUNNING ──────────────────────► CANCELLED
 *      │
 *      └── error, silence, not a word ──► FAILED  (no vote, and nobody waits for it)
 * </pre>
 *
 * <h2>Steps</h2>
 *
 * <p>Time goes in steps of {@code stepTokens}: one is over when every running branch has written it
 * or has ended. A branch that is more than a step behind another is not waited for, and neither is
 * one that says nothing any more while another one has ended.
 *
 * <h2>What can fail</h2>
 *
 * <p>A branch that cannot be cancelled is read to its end, and what it sends is counted. When as
 * many branches in a row fail as a first wave has, no more are started. When a first wave ends and
 * none of its answers can be read, no more are started either: there is nothing to vote on, and the
 * client gets one of them. When time is over the finished branches decide. {@link
 * dev.pith.plugin.vote.VoteResult} says which it was, and whether fewer have finished than asked.
 *
 * <h2>Settings</h2>
 *
 * <p>{@link dev.pith.plugin.vote.VoteOptions} has three by name: {@code low-latency}, {@code
 * balanced} (the default) and {@code cheap}; every value can be set. Without a prober finished
 * branches alone are looked at, which any API allows whose streams can be cancelled.
 */
@NullMarked
package dev.pith.plugin.vote;

import org.jspecify.annotations.NullMarked;
