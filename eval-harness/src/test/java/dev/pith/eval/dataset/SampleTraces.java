package dev.pith.eval.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes traces for tests the way they come in: as lines of JSON. */
public final class SampleTraces {
  private static final JsonMapper JSON = new JsonMapper();

  private SampleTraces() {}

  /** Returns the trace of a record; fields that are not given are not recorded. */
  public static RecordedTrace trace(Map<String, ?> record) {
    return traces(List.of(record)).get(0);
  }

  /** Returns the traces of the records of one file. */
  public static List<RecordedTrace> traces(List<? extends Map<String, ?>> records) {
    List<RecordedTrace> traces = new ArrayList<>();
    TraceReader.read(
        new ByteArrayInputStream(lines(records).getBytes(StandardCharsets.UTF_8)),
        Path.of("made.jsonl"),
        new TraceReader.Listener() {
          @Override
          public void onTrace(RecordedTrace trace) {
            traces.add(trace);
          }

          @Override
          public void onBadLine(Path file, long line, String reason) {
            throw new AssertionError(reason);
          }
        });
    if (traces.size() != records.size()) {
      throw new AssertionError("not traces: " + records);
    }
    return traces;
  }

  /** Returns records as the text of a trace file. */
  public static String lines(List<? extends Map<String, ?>> records) {
    StringBuilder lines = new StringBuilder();
    for (Map<String, ?> record : records) {
      try {
        lines.append(JSON.writeValueAsString(record)).append('\n');
      } catch (JsonProcessingException impossible) {
        throw new AssertionError(impossible);
      }
    }
    return lines.toString();
  }
}
