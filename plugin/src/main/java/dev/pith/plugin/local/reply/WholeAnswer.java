package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.local.request.ReplyOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An answer as one body, when it is complete. */
final class WholeAnswer implements AnswerWriter {

  private final ReplySink sink;
  private final ReplyShape shape;
  private final ReplyOptions options;
  private final List<Choice> choices;

  WholeAnswer(ReplySink sink, ReplyShape shape, ReplyOptions options, List<Choice> choices) {
    this.sink = sink;
    this.shape = shape;
    this.options = options;
    this.choices = choices;
  }

  @Override
  public void onBegun() {}

  @Override
  public void onPrompt(Choice choice) {}

  @Override
  public void onToken(Choice choice) {}

  @Override
  public void onEnd(Choice choice) {}

  @Override
  public void onAllEnded() {
    ObjectNode body = shape.body(choices);
    body.set("usage", Usage.of(choices));
    if (options.timings()) {
      body.set("timings", Timings.of(choices.get(0)));
    }
    sink.reply(200, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void onFailure(ErrorBody error) {
    sink.reply(error);
  }
}
