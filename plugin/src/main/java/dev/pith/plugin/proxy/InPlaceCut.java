package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.Phase;
import dev.pith.plugin.dialect.PithReport;
import dev.pith.plugin.dialect.StopMethod;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.dialect.stop.InPlaceRecipe;
import dev.pith.plugin.upstream.InPlaceEnd;
import dev.pith.verifier.trim.Cut;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A cut that the server makes in the running stream: everything of it passes on to the client as it
 * comes, and at its end it is told what was done.
 */
final class InPlaceCut {

  private final ChatExchange exchange;
  private final ChatStreamReader reader;
  private final Cut cut;
  private final Supplier<OptionalLong> verifierTokens;
  private final InPlaceEnd end;
  private TokenCount kept;
  private boolean reported;

  /**
   * Tells the server to end the thinking.
   *
   * @param verifierTokens what deciding has cost by now; empty when not all of it is known
   * @param onFailure hears a short word when it does not
   */
  InPlaceCut(
      ChatExchange exchange,
      ChatStreamReader reader,
      Cut cut,
      InPlaceRecipe recipe,
      Supplier<OptionalLong> verifierTokens,
      Consumer<String> onFailure) {
    this.exchange = exchange;
    this.reader = reader;
    this.cut = cut;
    this.verifierTokens = verifierTokens;
    this.kept = reader.tokens();
    this.end =
        InPlaceEnd.start(
            exchange.route(),
            recipe,
            reader,
            exchange.model(),
            exchange.plan().armedGuide(),
            reason -> {
              exchange.record(StopMethod.IN_PLACE_END, Optional.of(reason));
              onFailure.accept(reason);
            });
  }

  Cut cut() {
    return cut;
  }

  void onThinking(String text) {
    end.onThinking(text);
  }

  /** An event has been read. Returns the tokens of the thinking when it has just been ended. */
  Optional<TokenCount> onEvent() {
    boolean before = end.hasEnded();
    if (reader.phase() == Phase.THINKING) {
      kept = reader.tokens();
    }
    end.onEvent();
    if (before || !end.hasEnded()) {
      return Optional.empty();
    }
    exchange.record(StopMethod.IN_PLACE_END, Optional.empty());
    return Optional.of(kept);
  }

  /** Returns what the client gets of the event that was read last. */
  byte[] forClient(byte[] bytes) {
    boolean tell =
        end.hasEnded()
            && reader.phase() == Phase.DONE
            && !reported
            && exchange.surroundings().settings().pithObject();
    if (!tell) {
      return bytes;
    }
    reported = true;
    return reader.forClient(
        PithReport.of("auto", cut.reason(), reader.reasoningChars(), kept, StopMethod.IN_PLACE_END)
            .withCosts(verifierTokens.get(), OptionalLong.of(0)));
  }

  void cancel() {
    end.cancel();
  }
}
