package dev.pith.eval.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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

  /** Returns the folders of {@code otherFiles}, each with their number. */
  public SortedMap<Path, Integer> otherFolders() {
    SortedMap<Path, Integer> folders = new TreeMap<>();
    for (Path file : otherFiles) {
      Path folder = file.getParent();
      folders.merge(folder == null ? file : folder, 1, Integer::sum);
    }
    return folders;
  }
}
