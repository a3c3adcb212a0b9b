package dev.pith.eval.dataset;

import java.nio.file.Path;
import java.util.List;

/**
 * What a {@link TraceReader} found.
 *
 * @param files the files that hold traces
 * @param traces the traces read
 * @param withoutText those of them of which only tokens and probes were recorded
 * @param withoutReasoning records beside the traces without any reasoning: runs with the thinking
 *     off, contrasts of other models
 * @param badLines lines that could not be read
 * @param otherFiles files that hold records of another kind only
 */
public record ReadSummary(
    int files,
    long traces,
    long withoutText,
    long withoutReasoning,
    long badLines,
    List<Path> otherFiles) {

  /** Copies the list. */
  public ReadSummary {
    otherFiles = List.copyOf(otherFiles);
  }
}
