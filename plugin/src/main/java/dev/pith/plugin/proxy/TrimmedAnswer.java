package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.Phase;
import dev.pith.plugin.dialect.StreamEnd;
import dev.pith.plugin.dialect.TokenCount;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.dialect.stop.ContinuationRecipe;
import dev.pith.plugin.dialect.stop.InPlaceRecipe;
import dev.pith.plugin.dialect.stop.StopRecipe;
import dev.pith.plugin.savings.RequestRecord;
import dev.pith.plugin.savings.RequestSavings;
import dev.pith.plugin.savings.SavingsMeter;
import dev.pith.plugin.session.TrimSession;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import dev.pith.verifier.trim.Cut;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chat answer that is read on its way to the client, and whose thinking is cut when the trimmer
 * says so.
 *
 * <p>It follows the first call, event by event. At a cut either the server ends the thinking in
 * that call, see {@link InPlaceCut}, or the call is held: no more of it is read, and the model is
 * asked to go on from the cut. With the first word of that answer the first call is cancelled; if
 * no such word comes, the first call goes on exactly where it was held, and is not held again.
 * Either way the client gets an answer. Confined to the context of its request.
 */
final class TrimmedAnswer implements UpstreamCall.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(TrimmedAnswer.class);

  private final ChatExchange exchange;
  private final AnswerSink sink;
  private final UpstreamCall first;
  private final SseDecoder decoder = new SseDecoder(this::onEvent);
  private final ChatStreamReader reader;
  private final TrimSession session;
  private final AnswerAccount account;
  private final StringBuilder thinking = new StringBuilder();
  private final @Nullable ShadowCheckCall check;

  private boolean mayCut;
  private @Nullable Cut wanted;
  private @Nullable HeldCut held;
  private @Nullable InPlaceCut inPlace;
  private @Nullable StopRecipe failedInPlace;
  private boolean firstEnded;
  private @Nullable UpstreamException firstFailure;
  private boolean readable = true;
  private boolean over;

  TrimmedAnswer(ChatExchange exchange, AnswerSink sink, UpstreamCall first) {
    this.exchange = exchange;
    this.sink = sink;
    this.first = first;
    this.session = exchange.newSession();
    this.account = new AnswerAccount(session, exchange.facts());
    this.mayCut = exchange.mayCut() && !exchange.facts().heldOut();
    this.check = exchange.newShadowCheck();
    this.reader = exchange.dialect().reader(exchange.chat(), exchange.extras(), new Meaning());
    exchange.capture().ifPresent(reader::captureInto);
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    throw new IllegalStateException("the head was read before");
  }

  @Override
  public void onBytes(Buffer bytes) {
    decoder.onBytes(bytes.getBytes());
    if (held != null && !held.isAsked()) {
      goOn(held);
    }
    sink.flush();
  }

  @Override
  public void onEnd() {
    decoder.onEnd();
    firstEnded = true;
    endWithFirst();
  }

  @Override
  public void onFailure(UpstreamException failure) {
    decoder.onEnd();
    firstFailure = failure;
    endWithFirst();
  }

  /** The client has left: every call for it is broken off. */
  void onClientGone() {
    account.uncutBecause("client-gone");
    close();
    first.cancel();
    if (held != null) {
      held.cancel();
    }
    if (inPlace != null) {
      inPlace.cancel();
    }
  }

  private void onEvent(SseEvent event) {
    byte[] bytes = event.raw();
    if (readable) {
      try {
        bytes = read(event);
      } catch (RuntimeException failure) {
        runOnUntrimmed(failure);
      }
    }
    if (held == null) {
      sink.write(bytes);
    } else {
      held.keep(bytes);
    }
  }

  /** Returns what the client gets of an event. */
  private byte[] read(SseEvent event) {
    reader.onEvent(event);
    account.onEvent(reader);
    boolean answers = reader.phase() == Phase.ANSWER || reader.phase() == Phase.DONE;
    if (answers || reader.end() != StreamEnd.RUNNING) {
      session.onEnd();
      wanted = null;
    }
    if (check != null) {
      check.onEvent(reader);
    }
    byte[] bytes = exchange.altered() ? reader.forClient() : event.raw();
    InPlaceCut ending = inPlace;
    if (ending != null) {
      ending.onEvent().ifPresent(account::cut);
      bytes = ending.forClient(bytes);
    }
    if (wanted != null && held == null && inPlace == null && reader.canCut()) {
      cut(wanted);
    }
    return bytes;
  }

  private void cut(Cut cut) {
    account.handsOver();
    Optional<StopRecipe> recipe =
        failedInPlace == null ? exchange.plan().first() : exchange.plan().after(failedInPlace);
    if (recipe.isPresent() && recipe.get() instanceof ContinuationRecipe continuation) {
      hold(cut, continuation);
    } else if (recipe.isPresent() && recipe.get() instanceof InPlaceRecipe end) {
      wanted = null;
      inPlace =
          new InPlaceCut(
              exchange,
              reader,
              cut,
              end,
              session::askedTokens,
              reason -> onNotEndedInPlace(end, cut, reason));
    } else {
      account.uncutBecause("no-verified-stop-method");
      mayCut = false;
      wanted = null;
    }
  }

  /** The next method cuts from where the client is now. */
  private void onNotEndedInPlace(StopRecipe failed, Cut cut, String reason) {
    exchange.surroundings().meter().continuationFailed();
    inPlace = null;
    failedInPlace = failed;
    if (exchange.plan().after(failed).isPresent()) {
      long at = reader.reasoningChars();
      long prompt = cut.promptChars() < cut.atChar() ? cut.promptChars() : at;
      wanted = new Cut(cut.reason(), at, prompt, cut.ending(), cut.answer());
    } else {
      account.uncutBecause(reason);
    }
  }

  private void hold(Cut cut, ContinuationRecipe recipe) {
    HeldCut hold = new HeldCut(exchange, sink, reader, cut, recipe, new WayOn());
    if (hold.leavesRoom()) {
      held = hold;
      sink.readFrom(null);
      first.pause();
    } else {
      account.uncutBecause("too-few-tokens-left");
      mayCut = false;
      wanted = null;
    }
  }

  private void goOn(HeldCut hold) {
    if (wanted == null) { // the thinking has ended by itself in what had already arrived
      goOnUncut(hold);
      return;
    }
    try {
      hold.goOn(thinking);
    } catch (RuntimeException failure) {
      runOnUntrimmed(failure);
    }
  }

  private void goOnUncut(HeldCut hold) {
    held = null;
    wanted = null;
    mayCut = false;
    hold.takeBack();
    if (firstEnded || firstFailure != null) {
      endWithFirst();
    } else {
      sink.readFrom(first);
    }
  }

  /** The first call is over: so is the answer, unless a continuation may take its place. */
  private void endWithFirst() {
    if (held != null) {
      if (!held.isAsked()) {
        goOnUncut(held);
      }
    } else if (firstFailure != null) {
      account.uncutBecause("upstream-failed");
      close();
      sink.fail(firstFailure);
    } else {
      checkBudget();
      close();
      sink.end();
    }
  }

  /** A server may ignore the limit on thinking that it was asked to keep. */
  private void checkBudget() {
    Optional<BudgetCheck> check =
        exchange.mayCut()
            ? BudgetCheck.of(exchange.plan().budget(), account.totalThinking())
            : Optional.empty();
    check.ifPresent(
        budget -> exchange.surroundings().stopMethods().sawBudget(exchange.model(), budget.kept()));
    check
        .flatMap(BudgetCheck::complaint)
        .ifPresent(complaint -> sink.note(ForwardedHeaders.BUDGET, complaint));
  }

  private void runOnUntrimmed(RuntimeException failure) {
    LOG.error("an answer could not be read, it goes on untrimmed", failure);
    exchange.surroundings().meter().ownFailure();
    account.uncutBecause("own-failure");
    session.onEnd();
    readable = false;
    if (held != null) {
      goOnUncut(held);
    }
  }

  private void close() {
    if (!over) {
      over = true;
      session.onEnd();
      exchange.surroundings().stopMethods().sawBuild(exchange.model(), reader.fingerprint());
      exchange
          .capture()
          .ifPresent(told -> exchange.surroundings().history().captured(told, exchange.model()));
      boolean observed = !exchange.mayCut() || exchange.facts().heldOut();
      RequestRecord record = account.close(observed);
      SavingsMeter meter = exchange.surroundings().meter();
      if (check != null && record.savings().outcome() == RequestSavings.Outcome.WOULD_CUT) {
        check.run(reader).onSuccess(came -> meter.answerEnded(record.with(came)));
      } else {
        meter.answerEnded(record);
      }
    }
  }

  /** What the events of the first call mean. */
  private final class Meaning implements ChatStreamReader.Listener {

    @Override
    public void onReasoning(String text) {
      if (mayCut) {
        thinking.append(text);
      }
      if (inPlace != null) {
        inPlace.onThinking(text);
      }
      Optional<Cut> cut = session.onThinking(text);
      cut.filter(decided -> mayCut).ifPresent(decided -> wanted = decided);
      if (check != null) {
        check.onThinking(text, cut);
      }
    }

    @Override
    public void onAnswer(String text) {
      if (check != null) {
        check.onAnswer(text);
      }
    }

    @Override
    public void onToolCall() {
      account.uncutBecause("tool-call");
    }

    @Override
    public void onUsage(UsageReport usage) {
      account.onUsage(usage);
    }
  }

  /** Which way it goes on from a cut. */
  private final class WayOn implements HeldCut.Listener {

    @Override
    public void onFirstGivenUp() {
      first.cancel();
      session.onEnd();
    }

    @Override
    public void onTaken(TokenCount kept, boolean reasked) {
      first.cancel();
      session.onEnd();
      if (reasked) {
        account.uncutBecause("reasked");
      } else {
        account.cut(kept);
      }
    }

    @Override
    public void onEnd(UsageReport whole, UsageReport continuation) {
      account.wentOn(whole, continuation);
      close();
      sink.end();
    }

    @Override
    public OptionalLong verifierTokens() {
      return session.askedTokens();
    }

    @Override
    public void onGivenUp(String reason) {
      account.uncutBecause(reason);
      if (held != null) {
        goOnUncut(held);
      }
    }
  }
}
