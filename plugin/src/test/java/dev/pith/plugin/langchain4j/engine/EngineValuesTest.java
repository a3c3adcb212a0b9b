package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineValuesTest {

  private static final EngineChatRequestParameters ALL =
      EngineChatRequestParameters.builder()
          .modelName("m")
          .temperature(0.5)
          .seed(1L)
          .minP(0.1)
          .repetitionPenalty(1.1)
          .logprobs(true)
          .topLogprobs(2)
          .enableThinking(false)
          .build();

  @Test
  void parameters_overriddenByNothing_stay() {
    assertThat(ALL.overrideWith(EngineChatRequestParameters.EMPTY)).isEqualTo(ALL);
    assertThat(ALL.overrideWith(ChatRequestParameters.builder().build())).isEqualTo(ALL);
    assertThat(ChatRequestParameters.builder().build().overrideWith(ALL)).isEqualTo(ALL);
    assertThat(EngineChatRequestParameters.EMPTY.defaultedBy(ALL)).isEqualTo(ALL);
  }

  @Test
  void parameters_overridden_haveTheOtherValue() {
    EngineChatRequestParameters other =
        EngineChatRequestParameters.builder()
            .temperature(0.7)
            .seed(2L)
            .minP(0.2)
            .repetitionPenalty(1.2)
            .logprobs(false)
            .topLogprobs(0)
            .enableThinking(true)
            .build();

    EngineChatRequestParameters merged = ALL.overrideWith(other);

    assertThat(merged)
        .isEqualTo(
            EngineChatRequestParameters.builder().overrideWith(other).modelName("m").build());
    assertThat(ALL.defaultedBy(other)).isEqualTo(ALL);
  }

  @Test
  void parameters_eachOwnMember_countsForEquality() {
    List<EngineChatRequestParameters> each =
        List.of(
            EngineChatRequestParameters.EMPTY,
            EngineChatRequestParameters.builder().seed(1L).build(),
            EngineChatRequestParameters.builder().minP(0.1).build(),
            EngineChatRequestParameters.builder().repetitionPenalty(1.1).build(),
            EngineChatRequestParameters.builder().logprobs(true).build(),
            EngineChatRequestParameters.builder().topLogprobs(2).build(),
            EngineChatRequestParameters.builder().enableThinking(false).build(),
            EngineChatRequestParameters.builder().temperature(0.5).build());

    assertThat(each).doesNotHaveDuplicates();
    assertThat(ALL.toString()).contains("seed=1", "minP=0.1", "enableThinking=false", "m'");
  }

  @Test
  void usage_added_tellsOnlyWhatIsKnownOfBoth() {
    EngineTokenUsage first = new EngineTokenUsage(10, 5, 4, 3);

    TokenUsage both = new TokenUsage(1, 2).add(first);

    assertThat(both).isEqualTo(new EngineTokenUsage(11, 7, null, null));
    assertThat(first.add(new EngineTokenUsage(1, 1, 1, null)))
        .isEqualTo(new EngineTokenUsage(11, 6, 5, null));
    assertThat(first.add(new EngineTokenUsage(1, 1, 1, 1)))
        .isEqualTo(new EngineTokenUsage(11, 6, 5, 4));
    assertThat(first.add(null)).isSameAs(first);
    assertThat(new EngineTokenUsage(1, 1, null, null).add(new TokenUsage(1, 1)))
        .isEqualTo(new EngineTokenUsage(2, 2, null, null));
    assertThat(first)
        .isNotEqualTo(new TokenUsage(10, 5))
        .isNotEqualTo(new EngineTokenUsage(10, 5, 4, 2));
  }

  @Test
  void metadata_rebuilt_isEqualAndOfTheSameClass() {
    EngineChatResponseMetadata metadata =
        EngineChatResponseMetadata.builder()
            .id("1")
            .modelName("m")
            .tokenUsage(new EngineTokenUsage(1, 2, 0, 1))
            .finishReason(FinishReason.STOP)
            .seed(3L)
            .timings(new EngineTimings(Duration.ofMillis(1), Duration.ofMillis(2)))
            .logProbs(List.of(new EngineLogProb(5, "a", -0.1, List.of())))
            .build();

    assertThat(metadata.toBuilder().build())
        .isExactlyInstanceOf(EngineChatResponseMetadata.class)
        .isEqualTo(metadata);
    assertThat(metadata.toBuilder().seed(4L).build()).isNotEqualTo(metadata);
    assertThat(metadata.toString()).contains("seed=3", "modelName='m'");
  }
}
