package dev.pith.plugin.dialect;

import java.util.OptionalLong;

/** Anthropic's Messages route: thinking in signed blocks, whose budget a request may limit. */
final class AnthropicMessagesDialect implements WatchedDialect {

  @Override
  public String path() {
    return "/v1/messages";
  }

  @Override
  public boolean hasLever() {
    return true;
  }

  @Override
  public ModelRequest parse(byte[] body) throws BadChatRequestException {
    return new MessagesRequest(JsonBody.parse(body));
  }

  @Override
  public OptionalLong budget(ModelRequest request) {
    return ((MessagesRequest) request).budget();
  }

  @Override
  public ModelRequest limited(ModelRequest request, long tokens) {
    return ((MessagesRequest) request).limited(tokens);
  }

  @Override
  public WatchedReader reader(ChatStreamReader.Listener listener) {
    return new MessagesReader(listener);
  }
}
