package dev.pith.eval.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.stop.ServerKind;
import dev.pith.plugin.history.HistoryCompressor;
import dev.pith.plugin.history.HistoryMode;
import dev.pith.plugin.history.HistorySettings;
import dev.pith.verifier.surprisal.StepScoring;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What is sent of a request.
 *
 * @param name what tables call it
 * @param sender makes what turns the requests of one conversation, in their order, into what is
 *     sent
 */
record HistoryVariant(String name, Supplier<UnaryOperator<byte[]>> sender) {

  /** Every request as the client sent it. */
  static final HistoryVariant WHOLE = new HistoryVariant("whole", UnaryOperator::identity);

  /** No reasoning of earlier turns at all, whatever the cache loses: nobody can send less. */
  static final HistoryVariant NONE =
      new HistoryVariant("none (ceiling)", () -> HistoryVariant::withoutPastThoughts);

  /**
   * Returns the variants of a table: the whole history first, then what {@code --history prune}
   * sends, the same with chance in place of its choice, and the ceiling.
   *
   * @param budget share of a thought that may stay, in [0, 1]
   * @param cachedPrice of a cached token, in [0, 1]
   * @param resends how many further requests are expected to carry a thought, at least 1
   */
  static List<HistoryVariant> all(double budget, double cachedPrice, int resends) {
    return List.of(
        WHOLE,
        pruned("prune", StepScoring.LAST, budget, cachedPrice, resends),
        pruned("prune, random", StepScoring.RANDOM, budget, cachedPrice, resends),
        NONE);
  }

  private static HistoryVariant pruned(
      String name, StepScoring scoring, double budget, double cachedPrice, int resends) {
    HistorySettings settings =
        new HistorySettings(HistoryMode.PRUNE, budget, scoring, cachedPrice, resends);
    return new HistoryVariant(
        name,
        () -> {
          HistoryCompressor compressor =
              new HistoryCompressor(settings, () -> ServerKind.VLLM, true);
          return body -> {
            byte[] sent = compressor.visit(body, "log").body();
            if (!Long.valueOf(0).equals(compressor.status().get("failures"))) {
              throw new IllegalStateException("the compressor failed; what it said is in the log");
            }
            return sent;
          };
        });
  }

  private static byte[] withoutPastThoughts(byte[] body) {
    ChatRequest request = ChatRequest.of(body);
    List<JsonNode> messages = new ArrayList<>(request.messages());
    for (int i = 0; i < request.runningFrom(); i++) {
      JsonNode message = messages.get(i);
      ObjectNode shorter =
          LoggedThought.of(message)
              .map(thought -> thought.replacedIn(message, ""))
              .orElseGet(message::deepCopy);
      messages.set(i, shorter);
    }
    return ChatRequest.body(messages);
  }
}
