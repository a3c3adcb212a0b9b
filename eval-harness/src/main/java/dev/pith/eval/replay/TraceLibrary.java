package dev.pith.eval.replay;

import dev.pith.eval.dataset.RecordedTrace;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
 * second trace of that name gets {@code ~2} appended, and so on. Thread-safe; traces may come and
 * go while a server uses it.
 */
public final class TraceLibrary {
  private final Map<String, RecordedTrace> byKey = new LinkedHashMap<>();
  private final Map<String, String> keyByQuestion = new HashMap<>();

  /** Creates an empty library. */
  public TraceLibrary() {}

  /** Creates a library of traces with text. */
  public TraceLibrary(Collection<RecordedTrace> traces) {
    traces.forEach(this::add);
  }

  /**
   * Adds a trace and returns its key.
   *
   * @throws IllegalArgumentException if the text of its thinking was not recorded
   */
  public synchronized String add(RecordedTrace trace) {
    if (!trace.hasText()) {
      throw new IllegalArgumentException("a trace without text cannot be replayed: " + trace);
    }
    String key = unusedKey(trace);
    byKey.put(key, trace);
    keyByQuestion.putIfAbsent(asked(trace.model(), trace.prompt()), key);
    keyByQuestion.putIfAbsent(asked(trace.model(), trace.question()), key);
    return key;
  }

  /** Removes the trace with that key, if it is there. */
  public synchronized void remove(String key) {
    if (byKey.remove(key) != null) {
      keyByQuestion.values().removeIf(key::equals);
    }
  }

  /** Returns the keys in the order in which the traces were added. */
  public synchronized List<String> keys() {
    return List.copyOf(byKey.keySet());
  }

  /** Returns the trace with that key. */
  public synchronized Optional<RecordedTrace> trace(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /**
   * Returns the key of the first trace of a model that answers a message: its question, with or
   * without its options.
   */
  public synchronized Optional<String> keyFor(String model, String userMessage) {
    return Optional.ofNullable(keyByQuestion.get(asked(model, userMessage)));
  }

  /** Returns the models of all traces, sorted. */
  public synchronized List<String> models() {
    return byKey.values().stream().map(RecordedTrace::model).distinct().sorted().toList();
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
