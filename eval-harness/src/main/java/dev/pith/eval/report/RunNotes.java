package dev.pith.eval.report;

import dev.pith.eval.dataset.ReadSummary;
import dev.pith.eval.dataset.RecordedTrace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a reader of a report must know about the run.
 *
 * @param read what was found in the files
 * @param used the traces that were replayed
 * @param exactTokens those of them whose number of tokens was recorded
 * @param seed the seed of the random cuts and of the intervals
 */
public record RunNotes(ReadSummary read, long used, long exactTokens, long seed) {

  /** Returns the notes, one a line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "saved: share of thinking tokens, net of cost (verifier, guide; the controls pay none),"
            + " mean of the traces with its");
    lines.add("  95 % interval (bootstrap by question); all: share of all tokens.");
    lines.add(
        "accuracy: right before > after, by the label: recorded = the model's own answer at the"
            + " cut, stated = the answer");
    lines.add(
        "  that the kept text states, assumed = that of the full trace. Stated and assumed are"
            + " stand-ins for a live run.");
    lines.add(
        "changed: answers that are not the full trace's own, undecided ones included, of those"
            + " that can be compared.");
    lines.add(
        String.format(
            Locale.ROOT,
            "%d traces; tokens recorded for %d, estimated for %d at %.1f characters each; seed %d.",
            used,
            exactTokens,
            used - exactTokens,
            RecordedTrace.CHARS_PER_TOKEN,
            seed));
    if (read.withoutText() > 0) {
      lines.add(
          "traces without text: " + read.withoutText() + "; kept whole by the rules that read it.");
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "left out: records without reasoning %d, bad lines %d, files without traces %d.",
            read.withoutReasoning(),
            read.badLines(),
            read.otherFiles().size()));
    return lines;
  }
}
