package dev.pith.plugin.rag;

import dev.pith.ragcache.order.CacheUsage;
import dev.pith.ragcache.order.TokenReading;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts chunks of retrieved text. Tokens of chunks are estimated from their characters; tokens
 * from the cache are what the server told. The three kinds of figures (not sent, cached, estimated)
 * are never added up. Thread-safe.
 */
public final class RagMeter {

  /** What is counted. */
  enum Count {
    /** Requests in which chunks were looked for. */
    REQUESTS,
    /** Requests that have chunks. */
    REQUESTS_WITH_CHUNKS,
    CHUNKS,
    CHUNK_TOKENS,
    /** Tokens of chunks that the server was sent before, in whatever place. */
    SEEN_TOKENS,
    /** Tokens up to the last chunk of the longest sequence that was sent before, as retrieved. */
    PREFIX_TOKENS_RETRIEVED,
    /** The same, had all requests been ordered. */
    PREFIX_TOKENS_ORDERED,
    /** Requests that were sent in another order. */
    REORDERED,
    /** Chunks that were left out because the request holds them already. */
    DUPLICATES_REMOVED,
    /** Tokens that were not sent: duplicates, and lines that became pointers. */
    TOKENS_NOT_SENT,
    /** Requests that were sent with something that keeps them near what the server has cached. */
    PINNED,
    /** Requests that the server refused with that and took without. */
    PINS_REFUSED,
    /** Requests that were sent as they were because something of ours failed. */
    FAILURES;

    String key() {
      StringBuilder key = new StringBuilder();
      for (String word : name().toLowerCase(Locale.ROOT).split("_", -1)) {
        key.append(key.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)))
            .append(word, 1, word.length());
      }
      return key.toString();
    }

    String metric() {
      return "pith.rag." + name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final Readings prompt = new Readings();
  private final Readings cacheRead = new Readings();
  private final Readings cacheWritten = new Readings();

  /** Creates a meter at 0. */
  public RagMeter() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  /** What servers told of one figure. */
  private static final class Readings {
    private final LongAdder tokens = new LongAdder();
    private final LongAdder told = new LongAdder();
    private final LongAdder absent = new LongAdder();
    private final LongAdder notReported = new LongAdder();

    void add(TokenReading reading) {
      tokens.add(reading.tokens());
      switch (reading.kind()) {
        case MEASURED -> told.increment();
        case ABSENT -> absent.increment();
        case NOT_REPORTED -> notReported.increment();
      }
    }

    Map<String, Object> status() {
      Map<String, Object> status = new LinkedHashMap<>();
      status.put("tokens", told.sum() == 0 ? "not reported" : tokens.sum());
      status.put("told", told.sum());
      status.put("absent", absent.sum());
      status.put("notReported", notReported.sum());
      return status;
    }
  }

  void add(Count count, long number) {
    count(count).add(number);
  }

  /** An answer to a request with chunks has told this. */
  void answered(CacheUsage usage) {
    prompt.add(usage.prompt());
    cacheRead.add(usage.cacheRead());
    cacheWritten.add(usage.cacheWritten());
  }

  /** Shows the counts in a registry. */
  public void register(MeterRegistry registry) {
    counts.forEach(
        (count, adder) ->
            FunctionCounter.builder(count.metric(), adder, LongAdder::sum).register(registry));
    register(registry, "prompt", prompt);
    register(registry, "cache_read", cacheRead);
    register(registry, "cache_written", cacheWritten);
  }

  /** Returns the counts for the status page. */
  Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    counts.forEach((count, adder) -> status.put(count.key(), adder.sum()));
    status.put("promptOfRequestsWithChunks", prompt.status());
    status.put("cacheRead", cacheRead.status());
    status.put("cacheWritten", cacheWritten.status());
    return status;
  }

  private static void register(MeterRegistry registry, String part, Readings readings) {
    FunctionCounter.builder("pith.rag.server.tokens", readings.tokens, LongAdder::sum)
        .tag("part", part)
        .register(registry);
    FunctionCounter.builder("pith.rag.server.tokens.told", readings.told, LongAdder::sum)
        .tag("part", part)
        .register(registry);
  }

  private LongAdder count(Count count) {
    LongAdder adder = counts.get(count);
    if (adder == null) {
      throw new IllegalStateException("no adder of " + count);
    }
    return adder;
  }
}
