package dev.pith.plugin.langchain4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.pith.plugin.langchain4j.TrimmingChatModel;
import dev.pith.plugin.langchain4j.TrimmingStreamingChatModel;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * LangChain4j's own contract suites: each case of them has the same outcome over the decorated
 * engine as over the bare one. The suites run inside this test and nowhere else.
 */
class EngineKitsTest {

  /** Returns the suites, over the bare engine and decorated, and how many cases of them pass. */
  static Stream<Arguments> kits() {
    return Stream.of(
        argumentSet("blocking", Blocking.class, TrimmedBlocking.class, 18),
        argumentSet("streaming", Streaming.class, TrimmedStreaming.class, 22),
        argumentSet("listeners, blocking", Listener.class, TrimmedListener.class, 2),
        argumentSet(
            "listeners, streaming", StreamingListener.class, TrimmedStreamingListener.class, 2));
  }

  /** The two run side by side, as one case of the streaming suite waits for 30 s. */
  @ParameterizedTest
  @MethodSource("kits")
  void eachCase_decorated_sameOutcomeAsBare(Class<?> bare, Class<?> decorated, long passing) {
    CompletableFuture<Map<String, String>> decoratedRun =
        CompletableFuture.supplyAsync(() -> KitOutcomes.of(decorated));
    Map<String, String> ofBare = KitOutcomes.of(bare);

    assertThat(decoratedRun.join()).isEqualTo(ofBare);
    assertThat(ofBare.values())
        .allMatch(outcome -> !outcome.startsWith(KitOutcomes.FAILED))
        .filteredOn(KitOutcomes.PASSED::equals)
        .as("cases that pass, of %s", ofBare)
        .hasSizeGreaterThanOrEqualTo(Math.toIntExact(passing));
  }

  static class Blocking extends EngineChatModelKit {
    Blocking() {
      super(KitModels.bareBlocking());
    }
  }

  static class TrimmedBlocking extends EngineChatModelKit {
    TrimmedBlocking() {
      super((streaming, blocking) -> TrimmingChatModel.of(streaming));
    }
  }

  static class Streaming extends EngineStreamingChatModelKit {
    Streaming() {
      super(KitModels.bareStreaming());
    }
  }

  static class TrimmedStreaming extends EngineStreamingChatModelKit {
    TrimmedStreaming() {
      super((streaming, blocking) -> TrimmingStreamingChatModel.of(streaming));
    }
  }

  static class Listener extends EngineListenerKit {
    Listener() {
      super(KitModels.bareBlocking());
    }
  }

  static class TrimmedListener extends EngineListenerKit {
    TrimmedListener() {
      super((streaming, blocking) -> TrimmingChatModel.of(streaming));
    }
  }

  static class StreamingListener extends EngineStreamingListenerKit {
    StreamingListener() {
      super(KitModels.bareStreaming());
    }
  }

  static class TrimmedStreamingListener extends EngineStreamingListenerKit {
    TrimmedStreamingListener() {
      super((streaming, blocking) -> TrimmingStreamingChatModel.of(streaming));
    }
  }
}
