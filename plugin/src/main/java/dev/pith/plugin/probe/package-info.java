/**
 * Internal: finds out by which method a model can be made to stop thinking, and watches whether it
 * goes on working.
 *
 * <h2>The probe</h2>
 *
 * <ol>
 *   <li>P0, what the server is: the setting, else the host name of a known provider, else what a
 *       few {@code GET}s answer. A provider that charges is asked nothing more.
 *   <li>P1 and P2, free: which routes there are, and what the server's template makes of a closed
 *       thinking.
 *   <li>P3, live: one short question whose thinking is cut; only on loopback and private addresses,
 *       or where a setting allows it. Methods are tried in order until one works.
 * </ol>
 *
 * It runs when the proxy starts, for the server's first model, and again when another model is
 * first asked for; never in the way of a request. What is found holds for a day, or until the
 * server's build changes.
 *
 * <h2>What counts as proven</h2>
 *
 * {@code CHAT_PREFILL} and {@code TEXT_CONTINUE} by P2 or P3, and SGLang's {@code TOKEN_CONTINUE},
 * whose ids come from the tokenizer; {@code IN_PLACE_END} and vLLM's {@code TOKEN_CONTINUE} by P3
 * alone. A method that P3 refutes is not used, whatever P2 said. Without a proven method answers
 * are only observed.
 *
 * <h2>P4, in use</h2>
 *
 * Every cut is recorded: with {@value dev.pith.plugin.session.CutRecord#MAX_FAILURES} failures in
 * the last {@value dev.pith.plugin.session.CutRecord#WINDOW} cuts of a method the next one is used,
 * and with none left the model is only observed.
 *
 * <h2>Detectors</h2>
 *
 * {@link dev.pith.plugin.probe.Probing} makes the detectors of a request: probes with
 * log-probabilities on the same server, by the recipe of its kind. Before a model is probed for a
 * request it has answered one probe of our own, where a question of our own may be asked.
 */
@NullMarked
package dev.pith.plugin.probe;

import org.jspecify.annotations.NullMarked;
