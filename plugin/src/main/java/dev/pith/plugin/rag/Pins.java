package dev.pith.plugin.rag;

import dev.pith.plugin.rag.RagMeter.Count;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all requests before a server share of how they are kept near what it has cached: which
 * members it has refused, and its slots. Thread-safe.
 */
public final class Pins {
  private static final Logger LOG = LoggerFactory.getLogger(Pins.class);

  /** How a request is kept near what the server has cached. */
  enum Way {
    /** OpenAI's {@code prompt_cache_key}. */
    KEY("prompt_cache_key"),
    /** Anthropic's {@code cache_control}. */
    MARKS("cache_control"),
    /** llama-server's {@code id_slot}. */
    SLOT("id_slot");

    private final String member;

    Way(String member) {
      this.member = member;
    }
  }

  private final boolean on;
  private final RagMeter meter;
  private final SlotTable slots = new SlotTable();
  private final Set<Way> refused = ConcurrentHashMap.newKeySet();

  Pins(boolean on, RagMeter meter) {
    this.on = on;
    this.meter = meter;
  }

  /** Tells whether requests are pinned at all. */
  public boolean areOn() {
    return on;
  }

  /** The server has so many slots that a request can choose from; 0 when that is not known. */
  public void slots(int count) {
    slots.count(count);
  }

  boolean allow(Way way) {
    return on && !refused.contains(way);
  }

  SlotTable slots() {
    return slots;
  }

  void pinned() {
    meter.add(Count.PINNED, 1);
  }

  /** The server has refused a request with these, and taken it without. */
  void refused(Set<Way> ways) {
    meter.add(Count.PINS_REFUSED, 1);
    for (Way way : ways) {
      if (refused.add(way)) {
        LOG.warn(
            "the server takes no {} and takes the same request without it: it is sent no more",
            way.member);
      }
    }
  }

  /** Returns what is known of the server, for the status page; empty when nothing is pinned. */
  Map<String, Object> status() {
    if (!on) {
      return Map.of();
    }
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("slots", slots.count());
    Set<Way> seen = EnumSet.noneOf(Way.class);
    seen.addAll(refused);
    status.put("refused", seen.stream().map(way -> way.member.toLowerCase(Locale.ROOT)).toList());
    return status;
  }
}
