package dev.pith.plugin.dialect;

import dev.pith.plugin.wire.SseDecoder;
import java.util.Set;

/** Reads a transcript of the chat route and writes down what the reader says. */
final class StreamRecorder extends Said {
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
}
