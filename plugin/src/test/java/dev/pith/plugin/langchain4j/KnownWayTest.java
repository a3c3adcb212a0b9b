package dev.pith.plugin.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pith.plugin.session.CutRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class KnownWayTest {

  private static final ContinuationMethod METHOD = ContinuationMethod.PREFILL_TAGS;

  private final Logger logger = (Logger) LoggerFactory.getLogger(KnownWay.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void cannotCancel_manyChats_saysSoOnce() {
    KnownWay way = new KnownWay("m", METHOD);

    way.cannotCancel();
    way.cannotCancel();

    assertThat(way.objection()).contains("cannot-cancel");
    assertThat(said("observed only")).isEqualTo(1);
  }

  @Test
  void sawNoThinking_manyChats_saysSoOnce() {
    KnownWay way = new KnownWay("m", METHOD);

    way.sawNoThinking();
    way.sawNoThinking();

    assertThat(said("returnThinking")).isEqualTo(1);
    assertThat(way.proven()).containsExactly(METHOD);
  }

  @Test
  void sawNoThinking_modelThatThinksElsewhere_saysNothing() {
    KnownWay way = new KnownWay("m", METHOD);

    way.sawThinking();
    way.sawNoThinking();

    assertThat(said("returnThinking")).isZero();
  }

  @Test
  void failed_tooOften_methodIsGivenUp() {
    KnownWay way = new KnownWay("m", METHOD);

    for (int i = 0; i < CutRecord.MAX_FAILURES; i++) {
      assertThat(way.proven()).containsExactly(METHOD);
      way.failed(METHOD, "thought-anew");
    }

    assertThat(way.proven()).isEmpty();
    assertThat(said("no longer cut")).isEqualTo(1);
  }

  @Test
  void sawThinking_probeThatLearnsNothing_isAskedThreeTimes() {
    AtomicInteger probes = new AtomicInteger();
    KnownWay way =
        new KnownWay(
            "m",
            () -> {
              probes.incrementAndGet();
              return CompletableFuture.completedFuture(Optional.empty());
            });

    for (int i = 0; i < 10; i++) {
      way.sawThinking();
    }

    assertThat(probes).hasValue(3);
    assertThat(way.objection()).contains("no-stop-method");
  }

  @Test
  void sawThinking_probeThatFails_isNoFailureOfTheChat() {
    KnownWay way =
        new KnownWay("m", () -> CompletableFuture.failedFuture(new IllegalStateException("down")));

    way.sawThinking();

    assertThat(way.proven()).isEmpty();
    assertThat(way.objection()).isEmpty();
  }

  @Test
  void of_tooManyModels_areObservedOnly() {
    KnownWays ways = new KnownWays(model -> new KnownWay(model, METHOD));
    for (int i = 0; i < 64; i++) {
      assertThat(ways.of("m" + i).proven()).isEqualTo(List.of(METHOD));
    }

    assertThat(ways.of("another").proven()).isEmpty();
    assertThat(ways.of("m1").proven()).isEqualTo(List.of(METHOD));
  }

  private long said(String words) {
    return log.list.stream().filter(event -> event.getFormattedMessage().contains(words)).count();
  }
}
