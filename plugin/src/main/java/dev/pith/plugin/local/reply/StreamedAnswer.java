package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.local.request.ReplyOptions;
import dev.pith.plugin.wire.SseEncoder;
import java.util.List;

/** An answer as a stream of server-sent events. */
final class StreamedAnswer implements AnswerWriter {

  private final ReplySink sink;
  private final ReplyShape shape;
  private final ReplyOptions options;
  private final List<Choice> choices;

  private boolean begun;

  StreamedAnswer(ReplySink sink, ReplyShape shape, ReplyOptions options, List<Choice> choices) {
    this.sink = sink;
    this.shape = shape;
    this.options = options;
    this.choices = choices;
  }

  @Override
  public void onBegun() {
    begun = true;
    sink.head(200, "text/event-stream; charset=utf-8");
  }

  @Override
  public void onPrompt(Choice choice) {
    ObjectNode opening = shape.opening(choice);
    if (opening != null) {
      write(opening, choice);
    }
  }

  @Override
  public void onToken(Choice choice) {
    if (choice.hasNews()) {
      write(shape.chunk(choice, choice.take()), choice);
    }
  }

  @Override
  public void onEnd(Choice choice) {
    write(shape.chunk(choice, choice.take()), choice);
  }

  @Override
  public void onAllEnded() {
    if (options.usageAtEnd()) {
      ObjectNode last = shape.chunkWithoutChoice();
      last.set("usage", Usage.of(choices));
      sink.write(SseEncoder.data(last.toString()));
    }
    end();
  }

  @Override
  public void onFailure(ErrorBody error) {
    if (begun) {
      sink.write(error.toEvent());
      end();
    } else {
      sink.reply(error);
    }
  }

  private void write(ObjectNode chunk, Choice choice) {
    if (options.usageInChunks()) {
      chunk.set("usage", Usage.of(choices));
    }
    if (options.timings()) {
      chunk.set("timings", Timings.of(choice));
    }
    sink.write(SseEncoder.data(chunk.toString()));
  }

  private void end() {
    sink.write(SseEncoder.done());
    sink.end();
  }
}
