package dev.pith.plugin.probe;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.ContinuationSplicer;
import dev.pith.plugin.dialect.CutEvent;
import dev.pith.plugin.dialect.Phase;
import dev.pith.plugin.dialect.StreamEnd;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.dialect.stop.ContinuationRecipe;
import dev.pith.plugin.dialect.stop.CutPoint;
import dev.pith.plugin.dialect.stop.InPlaceRecipe;
import dev.pith.plugin.dialect.stop.ServerCall;
import dev.pith.plugin.dialect.stop.StopRecipe;
import dev.pith.plugin.upstream.Continuation;
import dev.pith.plugin.upstream.EventStreams;
import dev.pith.plugin.upstream.InPlaceEnd;
import dev.pith.plugin.upstream.RecipeCall;
import dev.pith.plugin.upstream.RecipeCall.Route;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import dev.pith.verifier.detect.ProbeCost;
import dev.pith.verifier.trim.Cut;
import dev.pith.verifier.trim.Guidance;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks one question, cuts its thinking by one method, and sees whether the model answers (P3).
 * Confined to the Vert.x context that it was started on.
 */
final class LiveProbe implements UpstreamCall.Listener {

  /** What says nothing about the method: the model did not think, or did not get to answer. */
  static final String NO_THINKING = "the model did not think about the probe's question";

  static final long MAX_TOKENS = 256;

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Duration CALL_DEADLINE = Duration.ofSeconds(5);
  private static final int MIN_CHARS = 24;
  private static final int LONG_ENOUGH_CHARS = 160;

  private final Route route;
  private final UpstreamDialect dialect;
  private final StopRecipe recipe;
  private final ChatRequest question;
  private final OptionalLong contextTokens;
  private final Consumer<ProbeCost> onCost;
  private final String guide = Guidance.english().after("Thinking.", Cut.Ending.FORCED);

  private final Promise<Optional<String>> verdict = Promise.promise();
  private final SseDecoder decoder = new SseDecoder(this::onEvent);
  private final ChatStreamReader reader;
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder answer = new StringBuilder();
  private final long timer;

  private @Nullable UpstreamCall first;
  private @Nullable Continuation continuation;
  private @Nullable InPlaceEnd ending;
  private @Nullable ContinuationSplicer splicer;
  private UsageReport usage = UsageReport.UNKNOWN;
  private boolean answered;
  private boolean acted;

  private LiveProbe(
      Route route,
      UpstreamDialect dialect,
      StopRecipe recipe,
      ChatRequest question,
      OptionalLong contextTokens,
      Consumer<ProbeCost> onCost) {
    this.route = route;
    this.dialect = dialect;
    this.recipe = recipe;
    this.question = question;
    this.contextTokens = contextTokens;
    this.onCost = onCost;
    this.reader = dialect.reader(question, recipe.extras(), new Texts());
    this.timer = route.vertx().setTimer(DEADLINE.toMillis(), late -> end("it took too long"));
  }

  /**
   * Starts a probe.
   *
   * @param question what is asked, with a limit of {@value #MAX_TOKENS} tokens
   * @param onCost told what each of its calls has cost, when it is over
   * @return why the method does not work; empty if it does
   */
  static Future<Optional<String>> run(
      Route route,
      UpstreamDialect dialect,
      StopRecipe recipe,
      ChatRequest question,
      OptionalLong contextTokens,
      Consumer<ProbeCost> onCost) {
    LiveProbe probe = new LiveProbe(route, dialect, recipe, question, contextTokens, onCost);
    byte[] body = dialect.streamed(question, recipe.extras(), recipe.arming(question, probe.guide));
    probe.first =
        route.open(
            new ServerCall(ServerCall.CHAT, new String(body, StandardCharsets.UTF_8)), probe);
    return probe.verdict.future();
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    if (status != 200) {
      end("the probe's question was answered with status " + status);
    } else if (!EventStreams.isReadable(headers)) {
      end("the probe's answer is no stream");
    } else {
      answered = true;
    }
  }

  @Override
  public void onBytes(Buffer bytes) {
    decoder.onBytes(bytes.getBytes());
  }

  @Override
  public void onEnd() {
    decoder.onEnd();
    reader.onEnd();
    if (continuation == null) {
      endOfFirst();
    }
  }

  @Override
  public void onFailure(UpstreamException failure) {
    if (continuation == null) {
      end("the server broke off: " + failure.code());
    }
  }

  private void onEvent(SseEvent event) {
    if (continuation != null || verdict.future().isComplete()) {
      return;
    }
    reader.onEvent(event);
    if (ending != null) {
      ending.onEvent();
    } else if (!acted && reader.canCut() && thoughtEnough()) {
      acted = true;
      act();
    }
  }

  /** A sentence is over, or there is text enough for one. */
  private boolean thoughtEnough() {
    int length = thinking.length();
    return length >= LONG_ENOUGH_CHARS
        || (length >= MIN_CHARS && ".!?\n".indexOf(thinking.charAt(length - 1)) >= 0)
        || (length >= MIN_CHARS && thinking.indexOf(". ") >= MIN_CHARS / 2);
  }

  private void act() {
    if (recipe instanceof InPlaceRecipe inPlace) {
      ending =
          InPlaceEnd.start(route, inPlace, reader, question.model().orElse(""), guide, this::end);
    } else if (recipe instanceof ContinuationRecipe goesOn) {
      goOn(goesOn);
    }
  }

  private void goOn(ContinuationRecipe goesOn) {
    CutEvent cut = reader.cutAt(reader.reasoningChars());
    String kept = thinking.toString();
    CutPoint point =
        CutPoint.ofText(
                question,
                kept,
                Guidance.english().after(kept, Cut.Ending.FORCED),
                OptionalLong.of(MAX_TOKENS))
            .withIds(reader.trail().prompt(), reader.trail().upTo(kept.length()))
            .withContext(contextTokens);
    ContinuationSplicer reading = dialect.splicer(question, reader, cut.kept(), false);
    splicer = reading;
    cancelFirst();
    try {
      continuation =
          Continuation.start(
              route.vertx(),
              DEADLINE,
              goesOn.format(),
              reading,
              new Answered(reading),
              listener -> RecipeCall.start(route, goesOn, point, CALL_DEADLINE, listener));
    } catch (IllegalArgumentException missing) {
      end(String.valueOf(missing.getMessage()));
    }
  }

  private void endOfFirst() {
    if (!acted || reader.phase() == Phase.BEFORE) {
      end(NO_THINKING);
    } else if (ending == null || !ending.hasEnded()) {
      end("the thinking went on");
    } else if (reader.end() != StreamEnd.COMPLETE || answer.toString().isBlank()) {
      end("there was no answer");
    } else {
      end(null);
    }
  }

  private void end(@Nullable String fault) {
    route.vertx().cancelTimer(timer);
    cancelFirst();
    if (continuation != null) {
      continuation.cancel();
    }
    if (verdict.tryComplete(Optional.ofNullable(fault)) && answered) {
      tellCosts();
    }
  }

  /** A call that is broken off tells no usage: then only what was counted on its way is known. */
  private void tellCosts() {
    onCost.accept(
        new ProbeCost(
            usage.promptTokens().isPresent() ? usage.promptTokens() : reader.promptTokens(),
            usage.cachedTokens(),
            usage.completionTokens().isPresent()
                ? usage.completionTokens()
                : reader.tokens().exact()));
    if (continuation != null && splicer != null) {
      UsageReport own = splicer.usage();
      onCost.accept(new ProbeCost(own.promptTokens(), own.cachedTokens(), own.completionTokens()));
    }
  }

  private void cancelFirst() {
    if (first != null) {
      first.cancel();
    }
  }

  private final class Texts implements ChatStreamReader.Listener {
    @Override
    public void onReasoning(String text) {
      thinking.append(text);
      if (ending != null) {
        ending.onThinking(text);
      }
    }

    @Override
    public void onAnswer(String text) {
      answer.append(text);
    }

    @Override
    public void onUsage(UsageReport report) {
      usage = report;
    }
  }

  private final class Answered implements Continuation.Listener {
    private final ContinuationSplicer splicer;

    Answered(ContinuationSplicer splicer) {
      this.splicer = splicer;
    }

    @Override
    public void onBegun() {}

    @Override
    public void onBytes(byte[] bytes) {}

    @Override
    public void onEnd() {
      if (splicer.end() != StreamEnd.COMPLETE) {
        end("the continuation broke off");
      } else if (splicer.cameOnBothChannels()) {
        end("the model thought anew");
      } else {
        end(null);
      }
    }

    @Override
    public void onGivenUp(String reason) {
      end(reason);
    }
  }
}
