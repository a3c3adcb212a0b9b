package dev.pith.plugin.local.reply;

import dev.pith.plugin.local.request.Prompt;
import dev.pith.plugin.local.request.ToolUse;
import dev.pith.ragcache.generate.FinishReason;
import dev.pith.ragcache.generate.GeneratedToken;
import dev.pith.ragcache.generate.ScoredToken;
import dev.pith.ragcache.generate.StopTexts;
import dev.pith.verifier.trace.ThinkTagParser;
import dev.pith.verifier.trace.ThinkTags;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One of the answers of a request while it is generated: tells thinking, text and calls of tools
 * apart and counts. Confined to the context of its call.
 */
public final class Choice {

  /** Stand around each call of a tool. */
  public static final List<String> TOOL_TAGS = List.of(ToolCallParser.START, ToolCallParser.END);

  private final int index;
  private final Prompt prompt;
  private final boolean keepsTokens;
  private final @Nullable ThinkTagParser tags;
  private final @Nullable ToolCallParser callTags;
  private final ToolUse tools;
  private final StopTexts stops;

  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder content = new StringBuilder();
  private final List<ToolCall> newCalls = new ArrayList<>();
  private final List<GeneratedToken> newTokens = new ArrayList<>();
  private final List<ScoredToken> scores = new ArrayList<>();

  private final long startNanos;

  private int cachedTokens;
  private long promptNanos;
  private long newestNanos;
  private int tokens;
  private int reasoningTokens;
  private int calls;

  /** Tokens of which it is not known yet whether they are thinking. */
  private int openTokens;

  private boolean thinking;
  private boolean answering;
  private String toldStop = "";
  private @Nullable FinishReason finish;

  /**
   * Begins an answer.
   *
   * @param separatesThinking whether thinking is told apart from the answer by its tags
   * @param stopTexts texts that end the answer; in its thinking and in calls they mean nothing
   * @param tools whether calls of tools are told apart from the text
   * @param keepsTokens whether the pieces of the answer name their tokens
   * @param nowNanos the time, here and below as {@link System#nanoTime} has it
   */
  public Choice(
      int index,
      Prompt prompt,
      boolean separatesThinking,
      List<String> stopTexts,
      ToolUse tools,
      boolean keepsTokens,
      long nowNanos) {
    this.index = index;
    this.prompt = prompt;
    this.keepsTokens = keepsTokens;
    this.startNanos = nowNanos;
    this.stops = new StopTexts(stopTexts);
    this.tools = tools;
    this.callTags = tools == ToolUse.NONE ? null : new ToolCallParser(new Parts());
    this.thinking = prompt.insideThinking();
    this.tags =
        separatesThinking
            ? new ThinkTagParser(ThinkTags.KNOWN, prompt.insideThinking(), new Channels())
            : null;
  }

  /** A token of the prompt has been scored. */
  public void onPromptToken(ScoredToken token) {
    scores.add(token);
  }

  /** The prompt has been read. */
  public void onPrompt(int cached, long nowNanos) {
    cachedTokens = cached;
    promptNanos = nowNanos - startNanos;
    newestNanos = promptNanos;
  }

  /** The next token has come. */
  public void onToken(GeneratedToken token, long nowNanos) {
    newestNanos = nowNanos - startNanos;
    tokens++;
    openTokens++;
    if (keepsTokens) {
      newTokens.add(token);
    }
    onText(token.text());
  }

  /** The generation is about to end with a stop text. */
  public void onStopText(String stop) {
    toldStop = stop;
  }

  /**
   * The answer is complete.
   *
   * @param tail text that still belongs to it
   */
  public void onEnd(FinishReason reason, String tail) {
    onText(tail);
    if (tags != null) {
      tags.onEnd();
    }
    if (callTags != null) {
      callTags.onEnd();
    }
    content.append(stops.end());
    if (thinking) {
      reasoningTokens += openTokens;
    }
    openTokens = 0;
    finish = reason;
  }

  /** Tells whether the answer is over although the model might go on: by a stop text or a call. */
  public boolean isStopped() {
    return stops.stopped() || (tools == ToolUse.ONE_CALL && calls > 0);
  }

  /** Tells whether there is text, or a call, that has not been taken. */
  public boolean hasNews() {
    return !reasoning.isEmpty() || !content.isEmpty() || !newCalls.isEmpty();
  }

  /** Returns what came since it was last asked. */
  public Delta take() {
    Delta delta =
        new Delta(
            reasoning.toString(),
            content.toString(),
            List.copyOf(newCalls),
            List.copyOf(newTokens));
    reasoning.setLength(0);
    content.setLength(0);
    newCalls.clear();
    newTokens.clear();
    return delta;
  }

  /** Returns its number among the answers of its request. */
  public int index() {
    return index;
  }

  Prompt prompt() {
    return prompt;
  }

  /** Returns the scored tokens of the prompt; empty unless they were asked for. */
  List<ScoredToken> scores() {
    return scores;
  }

  /** Returns how many tokens of the prompt were not run, because their KV was there. */
  public int cachedTokens() {
    return cachedTokens;
  }

  /** Returns how many tokens have been generated. */
  public int tokens() {
    return tokens;
  }

  /** Returns how many calls of tools have been made. */
  public int calls() {
    return calls;
  }

  /** Returns how many of them are thinking or one of its tags. */
  public int reasoningTokens() {
    return reasoningTokens;
  }

  /** Returns how long it took from the request to the end of the prompt. */
  public long promptNanos() {
    return promptNanos;
  }

  /** Returns how long it took from the end of the prompt to the newest token. */
  public long generatingNanos() {
    return newestNanos - promptNanos;
  }

  /** Returns why it ended, as the API names it; null while it goes on. */
  public @Nullable String finishReason() {
    if (finish == null) {
      return null;
    }
    return switch (finish) {
      case END, STOP_TEXT -> calls > 0 ? "tool_calls" : "stop";
      case MAX_TOKENS, CONTEXT_FULL -> "length";
    };
  }

  /** Returns the stop text that ended it; empty when none did. */
  String stopText() {
    return stops.stopped() ? stops.stop() : toldStop;
  }

  private void onText(String text) {
    if (tags == null) {
      content.append(stops.next(text));
    } else if (!text.isEmpty()) {
      tags.onText(text);
    }
  }

  private void onPlainText(String text) {
    if (isStopped()) {
      return;
    }
    int begin = answering ? 0 : text.length() - text.stripLeading().length();
    answering |= begin < text.length();
    content.append(text, 0, begin).append(stops.next(text.substring(begin)));
  }

  private final class Parts implements ToolCallParser.Listener {

    @Override
    public void onText(String text) {
      onPlainText(text);
    }

    @Override
    public void onCall(String name, String arguments) {
      if (!isStopped()) {
        String id = "call_" + UUID.randomUUID().toString().replace("-", "");
        newCalls.add(new ToolCall(calls, id, name, arguments));
        calls++;
      }
    }
  }

  private final class Channels implements ThinkTagParser.Listener {

    @Override
    public void onThinking(String text) {
      thinking = true;
      countAsThinking();
      reasoning.append(text);
    }

    @Override
    public void onAnswer(String text) {
      thinking = false;
      openTokens = 0;
      if (callTags == null) {
        onPlainText(text);
      } else {
        callTags.onText(text);
      }
    }

    @Override
    public void onThinkingEnd() {
      thinking = false;
      countAsThinking();
    }

    private void countAsThinking() {
      reasoningTokens += openTokens;
      openTokens = 0;
    }
  }
}
