package dev.pith.plugin.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageReportTest {

  /** What servers tell of their cache; nothing is not 0. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"usage\":{\"prompt_tokens_details\":{\"cached_tokens\":7}}} | 7 | -1",
        "{\"usage\":{\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":5}}} | 0 | 5",
        "{\"usage\":{\"prompt_cache_hit_tokens\":3,\"prompt_cache_miss_tokens\":9}} | 3 | -1",
        "{\"usage\":{\"prompt_tokens\":9},\"timings\":{\"cache_n\":4,\"prompt_n\":5}} | 4 | -1",
        "{\"usage\":{\"prompt_tokens_details\":{\"cached_tokens\":6}},\"timings\":{\"cache_n\":4}} | 6 | -1",
        "{\"usage\":{\"prompt_tokens\":9,\"prompt_tokens_details\":null}} | -1 | -1",
        "{\"timings\":{\"cache_n\":-1}} | -1 | -1"
      })
  void ofAnswer_anyServer_tellsWhatCameFromTheCache(String answer, long read, long written)
      throws Exception {
    UsageReport usage = UsageReport.ofAnswer(Json.read(answer));

    assertThat(usage.cachedTokens().orElse(-1)).isEqualTo(read);
    assertThat(usage.cacheWrittenTokens().orElse(-1)).isEqualTo(written);
  }
}
