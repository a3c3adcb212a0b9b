package dev.pith.verifier.client;

import dev.pith.verifier.Verdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;

/**
 * Asks a model on an OpenAI-style server whether the last step of a thinking is right: the
 * probability of Yes of one generated token, on the first route of {@code package-info} that gives
 * log-probabilities.
 *
 * <p>Unlike {@link ModelVerifier} it remembers nothing, since steps hardly ever repeat, and can be
 * cancelled. Answers come on a thread of its HTTP client. Thread-safe.
 */
public final class StepJudge implements AutoCloseable {

  private final ModelVerifierSettings settings;
  private final ServerCalls calls;
  private final Routes routes = new Routes();

  /**
   * Creates a judge; it makes no call before it is asked.
   *
   * @param settings of which the server, the model, the key, the instructions, the deadline of one
   *     question and the number of calls at the same time are used
   */
  public StepJudge(ModelVerifierSettings settings) {
    this.settings = settings;
    calls = new ServerCalls(settings);
  }

  /**
   * Asks whether the last step is right.
   *
   * @param question the user's question
   * @param thinking all that was written, from the start tag of the thinking to the end of the step
   * @return the verdict, without a probability when the model would say neither Yes nor No, at the
   *     price of the whole prompt, cached or not. Cancelling it closes the call at once
   */
  public CompletableFuture<Verdict> stepIsRight(String question, String thinking) {
    CompletableFuture<Verdict> answer = new CompletableFuture<>();
    ask(routes.current(), Prompt.stepIsRight(settings.instructions(), question, thinking), answer);
    return answer;
  }

  /** Breaks off what is asked. */
  @Override
  public void close() {
    calls.close();
  }

  private void ask(Route route, Prompt prompt, CompletableFuture<Verdict> answer) {
    Call call = calls.prepare(route, prompt);
    call.timeout().timeout(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Verdict> unused =
        answer.whenComplete(
            (verdict, over) -> {
              if (over != null) {
                call.cancel();
              }
            });
    CompletableFuture<Reply> unusedToo =
        ServerCalls.enqueue(call)
            .whenComplete(
                (reply, failure) -> {
                  if (reply != null) {
                    routes.works(route);
                    answer.complete(reply.verdict());
                  } else {
                    onFailure(route, prompt, answer, failure);
                  }
                });
  }

  private void onFailure(
      Route route, Prompt prompt, CompletableFuture<Verdict> answer, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    boolean refused = cause instanceof AskFailure known && known.routeRefused();
    if (refused && !answer.isDone() && routes.refused(route)) {
      ask(routes.current(), prompt, answer);
    } else {
      answer.completeExceptionally(cause);
    }
  }
}
