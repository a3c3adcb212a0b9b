package dev.pith.plugin.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The dialect of every server with an OpenAI-style chat route. */
final class OpenAiChatDialect implements UpstreamDialect {
  /** Limits on thinking: in the continuation the thinking is over. */
  private static final List<String> THINKING_BUDGETS =
      List.of(
          "/thinking_token_budget",
          "/thinking_budget",
          "/thinking_budget_tokens",
          "/reasoning_budget_tokens",
          "/reasoning_budget_message",
          "/reasoning_control",
          "/chat_template_kwargs/thinking_budget",
          "/custom_params/thinking_budget",
          "/nvext/max_thinking_tokens",
          "/reasoning/max_tokens");

  private final ContinuationShape shape;
  private final boolean startsInside;

  OpenAiChatDialect(ContinuationShape shape, boolean startsInside) {
    this.shape = shape;
    this.startsInside = startsInside;
  }

  @Override
  public StopMethod stopMethod() {
    return StopMethod.CHAT_PREFILL;
  }

  @Override
  public byte[] streamed(ChatRequest request, Set<Extra> extras) {
    JsonEdit edit = new JsonEdit();
    askForStream(request, extras, edit);
    return edit.isEmpty() ? request.body() : apply(edit, request);
  }

  @Override
  public ChatStreamReader reader(
      ChatRequest request, Set<Extra> extras, ChatStreamReader.Listener listener) {
    return new ChatStreamReader(new ClientView(request, extras), startsInside, listener);
  }

  @Override
  public byte[] continuation(
      ChatRequest request, String keptThinking, String guide, OptionalLong remainingTokens) {
    if (remainingTokens.isPresent() && remainingTokens.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "remainingTokens must be at least 1: " + remainingTokens.getAsLong());
    }
    JsonEdit edit = new JsonEdit();
    askForStream(request, Set.of(), edit);
    ObjectNode last = Json.object().put("role", "assistant");
    last.put("content", shape.wrap(keptThinking + guide));
    edit.append("/messages", Json.write(last));
    edit.set("/continue_final_message", "true");
    edit.set("/add_generation_prompt", "false");
    THINKING_BUDGETS.forEach(edit::remove);
    remainingTokens.ifPresent(tokens -> limit(request, edit, tokens));
    return apply(edit, request);
  }

  @Override
  public ContinuationSplicer splicer(
      ChatRequest request, ChatStreamReader cut, TokenCount kept, boolean withReport) {
    return new ContinuationSplicer(
        cut.shape(), shape, cut.promptUsage(), kept, request.wantsUsage(), withReport);
  }

  private static void askForStream(ChatRequest request, Set<Extra> extras, JsonEdit edit) {
    if (!request.stream()) {
      edit.set("/stream", "true");
    }
    ObjectNode options = Json.object();
    if (!request.asks("/stream_options/include_usage")) {
      options.put("include_usage", true);
    }
    for (Extra extra : extras) {
      if (extra.askedBy(request)) {
        continue;
      }
      if (extra.isStreamOption()) {
        options.put(extra.member(), true);
      } else {
        edit.set("/" + extra.member(), "true");
      }
    }
    if (!options.isEmpty()) {
      JsonNode asked = request.root().path("stream_options");
      ObjectNode all = asked.isObject() ? asked.<ObjectNode>deepCopy() : Json.object();
      edit.set("/stream_options", Json.write(all.setAll(options)));
    }
  }

  private static void limit(ChatRequest request, JsonEdit edit, long tokens) {
    boolean newer = request.root().has("max_completion_tokens");
    if (newer) {
      edit.set("/max_completion_tokens", Long.toString(tokens));
    }
    if (!newer || request.root().has("max_tokens")) {
      edit.set("/max_tokens", Long.toString(tokens));
    }
  }

  private static byte[] apply(JsonEdit edit, ChatRequest request) {
    return edit.applyTo(request.text()).getBytes(StandardCharsets.UTF_8);
  }
}
