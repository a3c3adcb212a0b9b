/**
 * A verifier behind HTTP: a small model on any OpenAI-style server.
 *
 * <h2>What it does</h2>
 *
 * <p>{@link dev.pith.verifier.client.ModelVerifier} puts the two questions of TrimR to a model and
 * reads the probability of Yes from the log-probabilities of one generated token: the spellings of
 * Yes and of No are summed, and the two sums are scaled to one. When neither has any weight it
 * abstains. What is the same for all questions comes first, then the user's question, then the
 * excerpts, so that a server that caches prefixes reads each part once.
 *
 * <h2>Which route</h2>
 *
 * <pre>
 *   /v1/chat/completions with thinking switched off by chat_template_kwargs
 *     └─ refused, or no log-probabilities ─► /v1/chat/completions with standard members alone
 *          └─ refused, or no log-probabilities ─► /v1/completions
 * </pre>
 *
 * <p>Found out by the first question, while others wait; remembered until the breaker opens.
 *
 * <h2>What can go wrong</h2>
 *
 * <p>A failure is an abstention, and counted by its cause in {@link
 * dev.pith.verifier.client.ModelVerifier#status}: late (no answer within the deadline, which
 * includes the wait for a place), busy (the queue is full), breaker-open (several questions failed
 * in a row; after a while one is tried), http-status, transport, unreadable, no-log-probs.
 * Identical questions that are open at the same time are asked once, and what was answered is
 * remembered.
 *
 * <h2>Example</h2>
 *
 * <pre>{@code
 * try (ModelVerifier verifier =
 *     new ModelVerifier(
 *         ModelVerifierSettings.builder(URI.create("http://localhost:8000"), "Qwen2.5-7B-Instruct")
 *             .build())) {
 *   verifier.statesAnswer("What is 6 * 7?", "So the answer is 42.");
 * }
 * }</pre>
 */
@NullMarked
package dev.pith.verifier.client;

import org.jspecify.annotations.NullMarked;
