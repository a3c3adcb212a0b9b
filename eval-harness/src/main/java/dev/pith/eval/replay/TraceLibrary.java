package dev.pith.eval.replay;

import dev.pith.eval.dataset.RecordedTrace;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The traces that a replay server remembers, each under a key of its own.
 *
 * <p>A key is {@code dataset/model/id#sample}, percent-encoded so that it fits into a header; a
 * second trace of that name gets {@code ~2} appended, and so on. Immutable and thread-safe.
 */
public final class TraceLibrary {
  private final Map<String, RecordedTrace> byKey = new LinkedHashMap<>();
  private final Map<String, String> keyByQuestion = new HashMap<>();
  private final List<String> models;
  private final int withoutText;

  /** Takes the traces whose text was recorded; the others cannot be replayed and are counted. */
  public TraceLibrary(Collection<RecordedTrace> traces) {
    List<RecordedTrace> replayable = traces.stream().filter(RecordedTrace::hasText).toList();
    withoutText = traces.size() - replayable.size();
    models = replayable.stream().map(RecordedTrace::model).distinct().sorted().toList();
    for (RecordedTrace trace : replayable) {
      String key = unusedKey(trace);
      byKey.put(key, trace);
      keyByQuestion.putIfAbsent(asked(trace.model(), trace.prompt()), key);
      keyByQuestion.putIfAbsent(asked(trace.model(), trace.question()), key);
    }
  }

  /** Returns the keys in the order of the traces. */
  public List<String> keys() {
    return new ArrayList<>(byKey.keySet());
  }

  /** Returns the trace with that key. */
  public Optional<RecordedTrace> trace(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /**
   * Returns the key of the first trace of a model that answers a message: its question, with or
   * without its options.
   */
  public Optional<String> keyFor(String model, String userMessage) {
    return Optional.ofNullable(keyByQuestion.get(asked(model, userMessage)));
  }

  /** Returns the models of all traces, sorted. */
  public List<String> models() {
    return models;
  }

  /** Returns how many traces were left out because only their token counts were recorded. */
  public int withoutText() {
    return withoutText;
  }

  private String unusedKey(RecordedTrace trace) {
    String name = trace.dataset() + "/" + trace.model() + "/" + trace.id() + "#" + trace.sample();
    String key =
        URLEncoder.encode(name, StandardCharsets.UTF_8).replace("%2F", "/").replace("%23", "#");
    String unused = key;
    for (int n = 2; byKey.containsKey(unused); n++) {
      unused = key + "~" + n;
    }
    return unused;
  }

  private static String asked(String model, String message) {
    return model + "\n" + message.strip();
  }
}
