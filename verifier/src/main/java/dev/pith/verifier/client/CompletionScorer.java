package dev.pith.verifier.client;

import dev.pith.verifier.TokenScorer;
import dev.pith.verifier.TokenScores;
import dev.pith.verifier.surprisal.TokenAlignment;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model on a server score a text.
 *
 * <p>Tried are {@code prompt_logprobs} (vLLM), {@code echo} with log-probabilities, and SGLang's
 * {@code /generate}; the first that tells something of the given text is used from then on. Most
 * servers cannot (llama-server and Ollama among them): then a score fails with an {@link
 * IOException} that says so. A text that a server refuses which has scored others, for its length
 * for example, fails with an {@link IllegalArgumentException}. The text is sent as it is, without
 * the server's chat template.
 *
 * <p>Each score costs a whole prefill: vLLM reads nothing from its prefix cache for it. {@link
 * #status} tells how many tokens that were. Scores come on a thread of the HTTP client.
 * Thread-safe.
 */
public final class CompletionScorer implements TokenScorer, AutoCloseable {
  /** Some 100 bytes a token, of long traces. */
  private static final long MAX_BODY_BYTES = 64L << 20;

  private final ModelVerifierSettings settings;
  private final ServerCalls calls;
  private final LongAdder asked = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder promptTokens = new LongAdder();
  private volatile @Nullable ScoreRoute proven;

  /**
   * Creates a scorer; it makes no call before it is asked.
   *
   * @param settings of which the server, the model, the key, the deadline of one call and the
   *     number of calls at the same time are used
   */
  public CompletionScorer(ModelVerifierSettings settings) {
    this.settings = settings;
    calls = new ServerCalls(settings);
  }

  /** Returns the name of the model. */
  @Override
  public String id() {
    return settings.model();
  }

  @Override
  public CompletableFuture<Optional<TokenScores>> score(String prefix, String text) {
    asked.increment();
    CompletableFuture<Optional<TokenScores>> result = new CompletableFuture<>();
    ScoreRoute known = proven;
    ask(
        new Question(prefix, text, result),
        known == null ? List.of(ScoreRoute.values()) : List.of(known));
    return result;
  }

  /**
   * Returns the server, how it scores, how many scores were asked for and failed, and the tokens
   * that it has read for them.
   */
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    ScoreRoute known = proven;
    status.put("url", settings.url().toString());
    status.put("model", settings.model());
    status.put("route", known == null ? "not known yet" : known.label());
    status.put("asked", asked.sum());
    status.put("failed", failed.sum());
    status.put("promptTokens", promptTokens.sum());
    return status;
  }

  /** Breaks off what is asked. */
  @Override
  public void close() {
    calls.close();
  }

  private record Question(
      String prefix, String text, CompletableFuture<Optional<TokenScores>> result) {
    String whole() {
      return prefix + text;
    }
  }

  /** Asks on the first of some routes, and on the next when that is refused. */
  private void ask(Question question, List<ScoreRoute> routes) {
    ScoreRoute route = routes.get(0);
    Call call = calls.prepare(route.url(settings), route.body(settings.model(), question.whole()));
    call.timeout().timeout(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
    question
        .result()
        .minimalCompletionStage()
        .whenComplete(
            (scores, over) -> {
              if (over != null) {
                call.cancel();
              }
            });
    ServerCalls.enqueue(call, MAX_BODY_BYTES, body -> scores(route, question, body))
        .minimalCompletionStage()
        .whenComplete(
            (scores, failure) -> {
              if (failure == null) {
                proven = route;
                question.result().complete(Optional.of(scores));
                return;
              }
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              boolean refused = cause instanceof AskFailure known && known.routeRefused();
              if (refused && routes.size() > 1 && !question.result().isDone()) {
                ask(question, routes.subList(1, routes.size()));
              } else {
                failed.increment();
                question.result().completeExceptionally(reason(refused, route, cause));
              }
            });
  }

  private TokenScores scores(ScoreRoute route, Question question, byte[] body) throws AskFailure {
    ScoreRoute.ToldTokens told = route.read(body);
    promptTokens.add(told.promptTokens());
    // A server that knows nothing of the route tells of the token that it has generated.
    return TokenAlignment.of(
            question.prefix(),
            question.text(),
            told.texts(),
            told.logProbs().stream().mapToDouble(Double::doubleValue).toArray())
        .orElseThrow(AskFailure::noLogProbs);
  }

  private Exception reason(boolean refused, ScoreRoute route, @Nullable Throwable cause) {
    String what = cause == null ? "unknown" : String.valueOf(cause.getMessage());
    if (!refused) {
      return new IOException("scoring by " + settings.url() + " failed: " + what);
    }
    if (proven != null) {
      return new IllegalArgumentException(settings.url() + " does not score this text: " + what);
    }
    return new IOException(
        settings.url()
            + " gives no log-probabilities of a given text (last tried: "
            + route.label()
            + ", "
            + what
            + "); vLLM and SGLang do, or score with the engine");
  }
}
