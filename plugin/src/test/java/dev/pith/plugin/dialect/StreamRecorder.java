package dev.pith.plugin.dialect;

import dev.pith.plugin.wire.SseDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Reads a transcript and writes down what the reader says, one line a call. */
final class StreamRecorder implements ChatStreamReader.Listener {
  final List<String> said = new ArrayList<>();
  final ChatStreamReader reader;

  StreamRecorder(ChatRequest request, Set<Extra> extras, boolean startsInside) {
    reader =
        UpstreamDialect.openAiChat(ContinuationShape.THINK_TAGS, startsInside)
            .reader(request, extras, this);
  }

  static StreamRecorder read(Transcript transcript, boolean startsInside) {
    StreamRecorder recorder =
        new StreamRecorder(Requests.streamingWithUsage(), Set.of(), startsInside);
    SseDecoder decoder = new SseDecoder(recorder.reader::onEvent);
    transcript.buffers().forEach(decoder::onBytes);
    decoder.onEnd();
    recorder.reader.onEnd();
    return recorder;
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
            + number(" cached ", usage.cachedTokens()));
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
