package dev.pith.plugin.vote;

import dev.pith.verifier.detect.ProbeCost;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Adds up what votes came to. Tokens are counted where the server counts them, else by their
 * pieces. Thread-safe.
 */
public final class VoteMeter {

  /** What is counted. */
  public enum Count {
    /** Votes that are over, abandoned ones included. */
    VOTES,
    /** Those whose client left before they were over. */
    ABANDONED,
    BRANCHES_STARTED,
    BRANCHES_FINISHED,
    BRANCHES_CANCELLED,
    BRANCHES_FAILED,
    /** Cancelled ones whose streams could not be ended. */
    BRANCHES_UNCANCELLED,
    /** Tokens of branches that finished. */
    KEPT_TOKENS,
    /** Tokens of branches that did not, up to the end of their vote. */
    LOST_TOKENS,
    /** Tokens that came from branches after they had been cancelled or given up. */
    LATE_TOKENS,
    /** Tokens that probes computed, as far as the server told them. */
    PROBE_TOKENS;
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();

  /** Creates a meter at 0. */
  public VoteMeter() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  /** Returns a count so far. */
  public long get(Count count) {
    return adder(count).sum();
  }

  /** Returns how many votes have ended for a reason. */
  public long get(VoteResult.Reason reason) {
    LongAdder adder = reasons.get(reason.label());
    return adder == null ? 0 : adder.sum();
  }

  /** Returns all counts, by names for a status page; why votes ended is counted by reason. */
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    counts.forEach((count, adder) -> status.put(key(count), adder.sum()));
    Map<String, Long> ended = new TreeMap<>();
    reasons.forEach((reason, adder) -> ended.put(reason, adder.sum()));
    status.put("ended", ended);
    return status;
  }

  void ended(VoteResult result) {
    add(result);
    reasons.computeIfAbsent(result.reason().label(), unseen -> new LongAdder()).increment();
  }

  void abandoned(VoteResult soFar) {
    adder(Count.ABANDONED).increment();
    add(soFar);
  }

  void late(long tokens) {
    adder(Count.LATE_TOKENS).add(tokens);
  }

  void probed(ProbeCost cost) {
    cost.computed().ifPresent(adder(Count.PROBE_TOKENS)::add);
  }

  private void add(VoteResult result) {
    adder(Count.VOTES).increment();
    adder(Count.BRANCHES_STARTED).add(result.started());
    adder(Count.BRANCHES_FINISHED).add(result.finished());
    adder(Count.BRANCHES_CANCELLED).add(result.cancelled());
    adder(Count.BRANCHES_FAILED).add(result.failed());
    adder(Count.BRANCHES_UNCANCELLED).add(result.uncancelled());
    adder(Count.KEPT_TOKENS).add(result.kept().tokens());
    adder(Count.LOST_TOKENS).add(result.lost().tokens());
  }

  private LongAdder adder(Count count) {
    LongAdder adder = counts.get(count);
    if (adder == null) {
      throw new IllegalStateException("no adder of " + count);
    }
    return adder;
  }

  private static String key(Count count) {
    StringBuilder key = new StringBuilder();
    for (String word : count.name().toLowerCase(Locale.ROOT).split("_", -1)) {
      key.append(key.isEmpty() ? word.charAt(0) : Character.toUpperCase(word.charAt(0)))
          .append(word, 1, word.length());
    }
    return key.toString();
  }
}
