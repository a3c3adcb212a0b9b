package dev.pith.plugin.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What a reader says, one line a call. */
class Said implements ChatStreamReader.Listener {
  final List<String> said = new ArrayList<>();

  @Override
  public void onThinkingBegins() {
    said.add("thinking begins");
  }

  @Override
  public void onReasoning(String text) {
    say("thinking", text);
  }

  @Override
  public void onAnswer(String text) {
    say("answer", text);
  }

  @Override
  public void onToolCall() {
    said.add("tool call");
  }

  @Override
  public void onUsage(UsageReport usage) {
    said.add(
        "usage"
            + number(" prompt ", usage.promptTokens())
            + number(" completion ", usage.completionTokens())
            + number(" total ", usage.totalTokens())
            + number(" reasoning ", usage.reasoningTokens())
            + number(" cached ", usage.cachedTokens())
            + number(" written ", usage.cacheWrittenTokens()));
  }

  @Override
  public void onFinish(String reason) {
    said.add("finish " + reason);
  }

  @Override
  public void onError(UpstreamError error) {
    said.add("error " + error.status().orElse(0) + " " + error.message());
  }

  @Override
  public void onOpaque() {
    said.add("opaque");
  }

  private void say(String what, String text) {
    said.add(what + " '" + text.replace("\n", "\\n") + "'");
  }

  private static String number(String name, OptionalLong count) {
    return count.isPresent() ? name + count.getAsLong() : "";
  }
}
