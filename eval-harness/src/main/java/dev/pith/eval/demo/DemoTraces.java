package dev.pith.eval.demo;

import dev.pith.eval.dataset.RecordedTrace;
import dev.pith.eval.dataset.TraceReader;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The traces of the demonstration, all written for the project. */
final class DemoTraces {
  private static final String RESOURCE = "traces.jsonl";

  private DemoTraces() {}

  /** Reads them. */
  static List<RecordedTrace> load() {
    InputStream stream =
        Objects.requireNonNull(DemoTraces.class.getResourceAsStream(RESOURCE), RESOURCE);
    List<RecordedTrace> traces = new ArrayList<>();
    TraceReader.read(
        stream,
        Path.of(RESOURCE),
        new TraceReader.Listener() {
          @Override
          public void onTrace(RecordedTrace trace) {
            traces.add(trace);
          }

          @Override
          public void onBadLine(Path file, long line, String reason) {
            throw new IllegalStateException(file + ":" + line + ": " + reason);
          }
        });
    return traces;
  }
}
