package dev.pith.plugin.savings;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the shadow check has found: answers that the model gave at the places where nothing was cut,
 * beside those that it gave after its whole thinking. All of it is measured. A model that draws its
 * words by chance changes some answers by that alone, as it would without a cut.
 *
 * @param share share of the answers that are checked, of those that would have been cut
 * @param asked calls that were made for it
 * @param same answers that were the same
 * @param changed answers that were others
 * @param undecided pairs of answers that the rules cannot compare; they are in no share
 * @param failed calls that led to no answer, by cause
 * @param notAsked checks for which no call was made, by reason
 * @param changedShare changed answers of those that are the same or changed, in [0, 1], with the
 *     interval of Wilson; it takes the answers as independent draws. Null without any
 * @param promptTokens prompts of the calls
 * @param cachedTokens those of them that came from a cache
 * @param outputTokens tokens that the calls let the model generate
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ShadowCheckReport(
    double share,
    long asked,
    long same,
    long changed,
    long undecided,
    Map<String, Long> failed,
    Map<String, Long> notAsked,
    @Nullable Interval changedShare,
    KnownSum promptTokens,
    KnownSum cachedTokens,
    KnownSum outputTokens) {}
