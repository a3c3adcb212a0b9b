package dev.pith.plugin.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsageMergeTest {
  private static final OptionalLong NONE = OptionalLong.empty();

  @ParameterizedTest
  @EnumSource(names = {"IDS", "USAGE", "TIMINGS", "LOGPROBS"})
  void merge_countedTokens_addUp(CountSource source) {
    UsageReport merged =
        UsageMerge.merge(prompt(8, 4), new TokenCount(11, source), OptionalLong.of(4));

    assertThat(merged.toJson())
        .hasToString(
            "{\"prompt_tokens\":8,\"completion_tokens\":15,\"total_tokens\":23,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":4},"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":11}}");
  }

  @ParameterizedTest
  @EnumSource(names = {"CHUNKS", "ESTIMATED"})
  void merge_guessedTokens_stayOut(CountSource source) {
    UsageReport merged =
        UsageMerge.merge(prompt(8, 4), new TokenCount(11, source), OptionalLong.of(4));

    assertThat(merged.toJson())
        .hasToString("{\"prompt_tokens\":8,\"prompt_tokens_details\":{\"cached_tokens\":4}}");
  }

  @Test
  void merge_unknownAnswer_onlyThePartsThatAreKnown() {
    UsageReport merged =
        UsageMerge.merge(UsageReport.UNKNOWN, new TokenCount(11, CountSource.IDS), NONE);

    assertThat(merged.toJson())
        .hasToString("{\"completion_tokens_details\":{\"reasoning_tokens\":11}}");
  }

  @Test
  void guide_allKnown_isTheRestOfThePrompt() {
    TokenCount kept = new TokenCount(11, CountSource.IDS);

    assertThat(UsageMerge.guide(OptionalLong.of(25), OptionalLong.of(8), kept)).hasValue(6);
    assertThat(UsageMerge.guide(OptionalLong.of(18), OptionalLong.of(8), kept)).isEmpty();
    assertThat(UsageMerge.guide(NONE, OptionalLong.of(8), kept)).isEmpty();
    assertThat(UsageMerge.guide(OptionalLong.of(25), NONE, kept)).isEmpty();
  }

  private static UsageReport prompt(long prompt, long cached) {
    return new UsageReport(
        OptionalLong.of(prompt), NONE, NONE, NONE, OptionalLong.of(cached), NONE);
  }
}
