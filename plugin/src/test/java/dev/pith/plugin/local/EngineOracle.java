package dev.pith.plugin.local;

import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.GenerationRequest;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What the embedded engine says of itself, likeliest token by token, without proxy or wire. */
public final class EngineOracle {

  private static final ContinuationShape SHAPE = ContinuationShape.THINK_TAGS;
  private static final String START = SHAPE.opening().strip();

  private final EngineBed bed;
  private final int[] prompt;
  private final List<GeneratedToken> whole;

  /** All of the thinking, when nobody stops it. */
  public final String thinking;

  /** Answers a question of the chat route. */
  public EngineOracle(EngineBed bed, JsonObject question) {
    this.bed = bed;
    this.prompt = EngineWire.prompt(bed, question);
    this.whole = generate(prompt);
    String text = text(whole);
    thinking = text.substring(START.length(), text.indexOf(SHAPE.endTag()));
  }

  /**
   * An answer.
   *
   * @param logProbs of its tokens, the one that ends it included
   */
  public record Answer(String text, List<Double> logProbs) {
    private static Answer of(List<GeneratedToken> tokens) {
      return new Answer(
          EngineOracle.text(tokens), tokens.stream().map(GeneratedToken::logProb).toList());
    }
  }

  /** Returns the answer behind the tokens of a kept thinking and those of its ending. */
  public Answer answerBehindTokens(String kept, String guide) {
    int[] ending = bed.model.tokenizer().encode(SHAPE.close(guide), false, true);
    IntStream tokens =
        whole.subList(0, tokensOf(START + kept)).stream().mapToInt(GeneratedToken::id);
    return Answer.of(generate(join(join(prompt, tokens.toArray()), ending)));
  }

  /** Returns the answer behind a text of the assistant, whose tags are tags. */
  public Answer answerBehindText(String written) {
    return Answer.of(generate(join(prompt, bed.model.tokenizer().encode(written, false, true))));
  }

  private int tokensOf(String text) {
    for (int count = 0; count <= whole.size(); count++) {
      if (text(whole.subList(0, count)).equals(text)) {
        return count;
      }
    }
    throw new AssertionError("the model itself does not think so: " + text);
  }

  private List<GeneratedToken> generate(int[] behind) {
    CompletableFuture<List<GeneratedToken>> end = new CompletableFuture<>();
    List<GeneratedToken> tokens = new ArrayList<>();
    bed.model
        .generator()
        .submit(
            GenerationRequest.builder(behind).renderSpecial(true).build(),
            new Generation.Listener() {
              @Override
              public void onPrompt(int promptTokens, int cachedTokens) {}

              @Override
              public void onToken(GeneratedToken token) {
                tokens.add(token);
              }

              @Override
              public void onEnd(FinishReason reason, String tail) {
                end.complete(tokens);
              }

              @Override
              public void onFailure(Throwable failure) {
                end.completeExceptionally(failure);
              }
            });
    return end.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static String text(List<GeneratedToken> tokens) {
    StringBuilder text = new StringBuilder();
    tokens.forEach(token -> text.append(token.text()));
    return text.toString();
  }

  private static int[] join(int[] first, int[] second) {
    return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }
}
