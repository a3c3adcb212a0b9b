package dev.pith.plugin.dialect;

import java.util.OptionalLong;

/**
 * OpenAI's Responses route: thinking in encrypted items, or in the clear where it serves an open
 * model. Its effort is a word, not a number of tokens, and changing it between the turns of a
 * conversation costs the reasoning of the earlier ones: it is left alone.
 */
final class OpenAiResponsesDialect implements WatchedDialect {

  @Override
  public String path() {
    return "/v1/responses";
  }

  @Override
  public boolean hasLever() {
    return false;
  }

  @Override
  public ModelRequest parse(byte[] body) throws BadChatRequestException {
    return new ResponsesRequest(JsonBody.parse(body));
  }

  @Override
  public OptionalLong budget(ModelRequest request) {
    return OptionalLong.empty();
  }

  @Override
  public ModelRequest limited(ModelRequest request, long tokens) {
    return request;
  }

  @Override
  public WatchedReader reader(ChatStreamReader.Listener listener) {
    return new ResponsesReader(listener);
  }
}
