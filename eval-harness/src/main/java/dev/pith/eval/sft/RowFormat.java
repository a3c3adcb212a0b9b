package dev.pith.eval.sft;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.verifier.anchor.CoarseTrace;
import dev.pith.verifier.surprisal.PrunedTrace;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a question, its thinking and its answer are written for a trainer. */
enum RowFormat {
  /** {@code messages}: a turn of the user and one of the assistant. */
  MESSAGES,
  /** {@code prompt} and {@code completion}. */
  PROMPT_COMPLETION;

  private static final JsonMapper JSON = new JsonMapper();

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<RowFormat> named(String label) {
    return Arrays.stream(values()).filter(format -> format.label().equals(label)).findFirst();
  }

  /** Returns a row that has the text alone. */
  ObjectNode row(RecordedTrace trace, String thinking) {
    ObjectNode row = JSON.createObjectNode();
    String completion = "<think>\n" + thinking.strip() + "\n</think>\n\n" + trace.answer().strip();
    switch (this) {
      case MESSAGES -> {
        ArrayNode messages = row.putArray("messages");
        messages.addObject().put("role", "user").put("content", trace.prompt());
        messages.addObject().put("role", "assistant").put("content", completion);
      }
      case PROMPT_COMPLETION -> row.put("prompt", trace.prompt()).put("completion", completion);
    }
    return row;
  }

  /** Returns a row with all that tells how it was made. */
  ObjectNode row(RecordedTrace trace, PrunedTrace pruned, ScoredTrace scored, SftPlan plan) {
    boolean control = pruned.scorer().equals("random");
    ObjectNode row = row(trace, pruned.text());
    row.put("source_id", trace.id())
        .put("source_dataset", trace.dataset())
        .put("source_model", trace.model())
        .put("source_line", trace.line());
    ArrayNode kept = row.putArray("kept_indices");
    pruned.keptSteps().forEach(kept::add);
    row.put("steps", pruned.steps().size())
        .put("tokens_before", pruned.tokensBefore())
        .put("tokens_after", pruned.tokensAfter())
        .put("tokens_counted", scored.counted());
    ArrayNode stages = row.putArray("stages");
    if (scored.coarse().isPresent() && !control) {
      CoarseTrace coarse = scored.coarse().get();
      coarse
          .skipped()
          .ifPresentOrElse(reason -> row.put("coarse_skipped", reason), () -> stages.add("coarse"));
      row.put("coarse_model", coarse.model()).put("coarse_steps", coarse.kept().cardinality());
    }
    stages.add("fine");
    return row.put("scorer", pruned.scorer())
        .put("score_source", pruned.source().label())
        .put("unknown_scores", pruned.unknownScores())
        .put("budget", plan.budgetLabel())
        .put("budget_reached", pruned.budgetReached())
        .put("control", control);
  }
}
