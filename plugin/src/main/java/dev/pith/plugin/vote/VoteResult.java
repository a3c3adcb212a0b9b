package dev.pith.plugin.vote;

import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.verifier.detect.ProbeCost;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What came of one vote.
 *
 * @param reason why it ended
 * @param winner the branch whose text is the answer, never a stitched one; empty when no branch has
 *     finished
 * @param answer what was voted for, as it was written first; empty when nobody gave an answer that
 *     can be read
 * @param confidence {@link dev.pith.verifier.vote.LeadConfidence} of the votes that counted
 * @param share the part of their mass that the answer has, in [0, 1]
 * @param votes of finished branches, the most first
 * @param started branches that were started
 * @param finished those that came to their end
 * @param cancelled those that were ended because the vote was over, or they contradicted it
 * @param failed those that broke, hung, or said nothing
 * @param uncancelled those of the cancelled ones whose streams could not be ended
 * @param tooFew whether fewer have finished than the settings ask for
 * @param kept tokens of branches that have finished
 * @param lost tokens of the others, up to when the vote was over
 * @param probes what reading the answers of running branches has cost
 * @param usage of all branches together; what nobody counted is absent
 * @param failure what the first branch that failed said; empty when none has
 * @param sequentialTokens how long it took, in tokens of branches that run side by side
 */
public record VoteResult(
    Reason reason,
    OptionalInt winner,
    Optional<String> answer,
    double confidence,
    double share,
    List<Votes> votes,
    int started,
    int finished,
    int cancelled,
    int failed,
    int uncancelled,
    boolean tooFew,
    TokenCount kept,
    TokenCount lost,
    ProbeCost probes,
    UsageReport usage,
    Optional<Throwable> failure,
    long sequentialTokens) {

  /** Why a vote ends. */
  public enum Reason {
    /** The lead was safe while branches still ran, or were still to be started. */
    SETTLED,
    /** All branches have run. */
    ALL_RAN,
    /**
     * No finished branch of a first wave has an answer that can be read: more of them would not.
     */
    UNREADABLE,
    /** As many branches in a row as a first wave has have failed. */
    FAILURES,
    /** Its time was over. */
    TIME_LIMIT,
    /** Something of ours failed. */
    OWN_FAILURE;

    /** Returns the name as it stands in reports: {@code settled}, {@code all-ran} and so on. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * The votes for one answer.
   *
   * @param answer as it was written first; empty for what cannot be read
   * @param branches how many finished branches gave it
   */
  public record Votes(Optional<String> answer, int branches) {}

  /** Copies the list. */
  public VoteResult {
    votes = List.copyOf(votes);
  }

  /**
   * Returns it as texts, numbers, truth values and lists of such maps, by the names that reports
   * have; what is unknown is left out.
   */
  public Map<String, Object> report() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("reason", reason.label());
    answer.ifPresent(text -> map.put("answer", text));
    map.put("confidence", confidence);
    map.put("share", share);
    List<Map<String, Object>> list = new ArrayList<>();
    for (Votes each : votes) {
      Map<String, Object> entry = new LinkedHashMap<>();
      each.answer().ifPresent(text -> entry.put("answer", text));
      entry.put("branches", each.branches());
      list.add(entry);
    }
    map.put("votes", list);
    map.put("started", started);
    map.put("finished", finished);
    map.put("cancelled", cancelled);
    map.put("failed", failed);
    map.put("uncancelled", uncancelled);
    map.put("too_few", tooFew);
    put(map, "kept", kept);
    put(map, "lost", lost);
    probes.computed().ifPresent(tokens -> map.put("probe_tokens", tokens));
    map.put("sequential_tokens", sequentialTokens);
    return map;
  }

  private static void put(Map<String, Object> map, String name, TokenCount count) {
    map.put(name + "_tokens", count.tokens());
    map.put(name + "_counted", count.source().label());
  }
}
