package dev.pith.ragcache.engine;

import java.util.List;

/**
 * What an engine answers in a {@link Scenario}.
 *
 * @param full one prefill of everything: the logits of every row
 * @param reuse the system part read, the chunks computed alone and put in place, the question read:
 *     the logits of the question
 * @param blend the same, but with some tokens of the chunks recomputed in the call that reads the
 *     question: the logits of all its rows
 */
record ScenarioLogits(List<float[]> full, List<float[]> reuse, List<float[]> blend) {}
