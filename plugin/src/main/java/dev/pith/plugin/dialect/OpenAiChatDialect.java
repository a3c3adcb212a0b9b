package dev.pith.plugin.dialect;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** The dialect of every server with an OpenAI-style chat route. */
final class OpenAiChatDialect implements UpstreamDialect {

  private final ContinuationShape shape;
  private final boolean startsInside;

  OpenAiChatDialect(ContinuationShape shape, boolean startsInside) {
    this.shape = shape;
    this.startsInside = startsInside;
  }

  @Override
  public byte[] streamed(ChatRequest request, Set<Extra> extras, Map<String, String> members) {
    JsonEdit edit = new JsonEdit();
    StreamAsk.add(request, extras, edit);
    members.forEach(edit::set);
    return edit.isEmpty()
        ? request.body()
        : edit.applyTo(request.text()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public ChatStreamReader reader(
      ChatRequest request, Set<Extra> extras, ChatStreamReader.Listener listener) {
    return new ChatStreamReader(new ClientView(request, extras), startsInside, listener);
  }

  @Override
  public ContinuationSplicer splicer(
      ChatRequest request, ChatStreamReader cut, TokenCount kept, boolean withReport) {
    return new ContinuationSplicer(
        cut.shape(),
        shape,
        cut.promptUsage(),
        kept,
        request.wantsUsage(),
        withReport,
        false,
        listener -> new AnswerChannel(cut.shape().inline(), listener));
  }

  @Override
  public ContinuationSplicer answerSplicer(
      ChatRequest request, ChatStreamReader cut, TokenCount kept, boolean withReport) {
    return new ContinuationSplicer(
        cut.shape(),
        shape,
        cut.promptUsage(),
        kept,
        request.wantsUsage(),
        withReport,
        true,
        listener -> new WholeAnswerChannel(startsInside, listener));
  }
}
