package dev.pith.plugin.upstream;

import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.Phase;
import dev.pith.plugin.dialect.stop.InPlaceRecipe;
import dev.pith.plugin.upstream.RecipeCall.Route;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thinking that its server was told to end: sends the word on a second connection and watches the
 * stream, since a server that says yes may not do it. Confined to the context of its stream.
 */
public final class InPlaceEnd {

  private static final Duration CONTROL_DEADLINE = Duration.ofSeconds(5);

  /** Tokens that may come between the word and its effect, beyond the guide and the end tag. */
  private static final int SLACK_TOKENS = 16;

  /** An upper bound on the mean length of a token, for what may come before a failure is seen. */
  private static final int CHARS_PER_TOKEN = 8;

  private final ChatStreamReader reader;
  private final Consumer<String> onFailure;
  private final String words;
  private final long boundChars;
  private final StringBuilder tail = new StringBuilder();

  private @Nullable JsonCall control;
  private boolean agreed;
  private boolean failed;
  private boolean ended;
  private long charsSinceYes;

  private InPlaceEnd(ChatStreamReader reader, String guide, Consumer<String> onFailure) {
    this.reader = reader;
    this.onFailure = onFailure;
    this.words = guide.strip();
    this.boundChars = guide.length() + (long) SLACK_TOKENS * CHARS_PER_TOKEN;
  }

  /**
   * Sends the word.
   *
   * @param reader reads the stream
   * @param model the model that was asked; may be empty
   * @param guide the text that the server writes at the end of the thinking
   * @param onFailure called at most once, with a short word, when the thinking is not ended
   */
  public static InPlaceEnd start(
      Route route,
      InPlaceRecipe recipe,
      ChatStreamReader reader,
      String model,
      String guide,
      Consumer<String> onFailure) {
    InPlaceEnd end = new InPlaceEnd(reader, guide, onFailure);
    JsonCall control = route.ask(recipe.control(reader.id(), model), CONTROL_DEADLINE);
    end.control = control;
    control.reply().onSuccess(end::onReply).onFailure(broken -> end.fail("control-failed"));
    return end;
  }

  /** Thinking came. */
  public void onThinking(String text) {
    int most = 2 * words.length() + 64;
    tail.append(text);
    if (tail.length() > 2 * most) {
      tail.delete(0, tail.length() - most);
    }
    if (agreed) {
      charsSinceYes += text.length();
    }
  }

  /** An event of the stream has been read, and its thinking told. */
  public void onEvent() {
    if (reader.phase() == Phase.THINKING) {
      if (charsSinceYes > boundChars) {
        fail("thinking-went-on");
      }
    } else if (!ended && !failed) {
      ended = tail.toString().strip().endsWith(words);
      cancel();
    }
  }

  /** Tells whether the thinking has ended with the words that it was to end with. */
  public boolean hasEnded() {
    return ended;
  }

  /** Breaks the call of the word off. */
  public void cancel() {
    if (control != null) {
      control.cancel();
    }
  }

  private void onReply(JsonCall.Reply reply) {
    if (reply.isOk() && reply.json().path("success").asBoolean()) {
      agreed = true;
    } else {
      fail("control-refused");
    }
  }

  private void fail(String reason) {
    if (!failed && !ended && reader.phase() == Phase.THINKING) {
      failed = true;
      cancel();
      onFailure.accept(reason);
    }
  }
}
