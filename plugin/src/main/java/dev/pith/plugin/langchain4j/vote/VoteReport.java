package dev.pith.plugin.langchain4j.vote;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.pith.plugin.dialect.CountSource;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.vote.VoteResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one answer was voted for. It stands in the attributes of the answer's {@link AiMessage} under
 * {@value #ATTRIBUTE}, as a map of texts, numbers and lists of such maps, so that it can be stored
 * with a chat memory.
 *
 * @param reason why the vote ended, see {@link VoteResult.Reason#label}; or why there was one
 *     branch alone: {@code tools}, {@code structured-output} or {@code temperature-0}
 * @param answer what was voted for; empty when no answer could be read
 * @param confidence that it would lead if the vote went on, in [0.5, 1]
 * @param votes of finished branches by answer, the most first
 * @param started branches that were started
 * @param finished those that came to their end
 * @param cancelled those that were ended with the vote
 * @param failed those that broke, hung, or said nothing
 * @param uncancelled those of the cancelled ones whose streams could not be ended
 * @param tooFew whether fewer have finished than the settings ask for
 * @param kept tokens of branches that have finished
 * @param lost tokens of the others
 * @param sequentialTokens how long it took, in tokens of branches that run side by side
 */
public record VoteReport(
    String reason,
    Optional<String> answer,
    double confidence,
    List<VoteResult.Votes> votes,
    int started,
    int finished,
    int cancelled,
    int failed,
    int uncancelled,
    boolean tooFew,
    TokenCount kept,
    TokenCount lost,
    long sequentialTokens) {

  /** The name of the attribute. */
  public static final String ATTRIBUTE = "pith_vote";

  /** Copies the list. */
  public VoteReport {
    votes = List.copyOf(votes);
  }

  /** Returns how an answer was voted for; empty when it was not, and had one branch alone. */
  public static Optional<VoteReport> of(ChatResponse response) {
    return of(response.aiMessage());
  }

  /** Returns how an answer was voted for; empty when nobody says so. */
  public static Optional<VoteReport> of(AiMessage message) {
    if (!(message.attributes().get(ATTRIBUTE) instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    return Optional.of(
        new VoteReport(
            String.valueOf(map.get("reason")),
            text(map, "answer"),
            map.get("confidence") instanceof Number number ? number.doubleValue() : 0.5,
            votes(map.get("votes")),
            (int) number(map, "started"),
            (int) number(map, "finished"),
            (int) number(map, "cancelled"),
            (int) number(map, "failed"),
            (int) number(map, "uncancelled"),
            Boolean.TRUE.equals(map.get("too_few")),
            tokens(map, "kept"),
            tokens(map, "lost"),
            number(map, "sequential_tokens")));
  }

  /** Returns the report of a chat that was answered by one branch alone. */
  static Map<String, Object> single(String why, TokenCount tokens) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("reason", why);
    map.put("started", 1);
    map.put("finished", 1);
    map.put("kept_tokens", tokens.tokens());
    map.put("kept_counted", tokens.source().label());
    map.put("sequential_tokens", tokens.tokens());
    return map;
  }

  private static TokenCount tokens(Map<?, ?> map, String name) {
    Object source = map.get(name + "_counted");
    return new TokenCount(
        number(map, name + "_tokens"),
        source == null ? CountSource.ESTIMATED : CountSource.ofLabel(source.toString()));
  }

  private static List<VoteResult.Votes> votes(@Nullable Object list) {
    List<VoteResult.Votes> votes = new ArrayList<>();
    if (list instanceof List<?> entries) {
      for (Object entry : entries) {
        if (entry instanceof Map<?, ?> map) {
          votes.add(new VoteResult.Votes(text(map, "answer"), (int) number(map, "branches")));
        }
      }
    }
    return votes;
  }

  private static Optional<String> text(Map<?, ?> map, String key) {
    return Optional.ofNullable(map.get(key)).map(Object::toString);
  }

  private static long number(Map<?, ?> map, String key) {
    return map.get(key) instanceof Number number ? number.longValue() : 0;
  }
}
