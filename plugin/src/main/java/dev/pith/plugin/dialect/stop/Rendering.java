package dev.pith.plugin.dialect.stop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.plugin.dialect.ContinuationShape;
import dev.pith.plugin.dialect.Json;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks a server how it renders a closed thinking, and judges the prompt that it shows. Nothing is
 * generated.
 */
public final class Rendering {

  /** Occurs in no template. */
  private static final String SENTINEL = "pith-probe 7f3a";

  private final ServerKind kind;
  private final ContinuationShape shape;
  private final CutPoint cut;

  /**
   * @param question the request whose prompt is rendered
   */
  public Rendering(
      ServerKind kind, ContinuationShape shape, dev.pith.plugin.dialect.ChatRequest question) {
    this.kind = kind;
    this.shape = shape;
    this.cut = CutPoint.ofText(question, SENTINEL, "", OptionalLong.empty());
  }

  /** Returns the call that renders a chat prefill; empty if this kind of server has none. */
  public Optional<ServerCall> prefill() {
    return Optional.ofNullable(
        switch (kind) {
          case LLAMA -> ServerCall.of("/apply-template", ChatPrefill.ofLlama().rendered(cut));
          case OLLAMA ->
              ServerCall.of("/api/chat", OllamaPrefill.body(cut).put("_debug_render_only", true));
          case VLLM, SGLANG ->
              routes().render(Json.write(ChatPrefill.byFlags(shape).rendered(cut)));
          default -> null;
        });
  }

  /** Returns the call that renders the question alone; empty if this kind of server has none. */
  public Optional<ServerCall> question() {
    return Optional.ofNullable(
        switch (kind) {
          case LLAMA -> new ServerCall("/apply-template", cut.request().text());
          case OLLAMA ->
              ServerCall.of("/api/chat", OllamaNative.chat(cut).put("_debug_render_only", true));
          case VLLM, SGLANG -> routes().render(cut.request().text());
          default -> null;
        });
  }

  /** Returns the call that turns the ids of an answer into text; empty if it is text already. */
  public Optional<ServerCall> detokenize(JsonNode answer) {
    JsonNode tokens = answer.path("tokens");
    return tokens.isEmpty()
        ? Optional.empty()
        : Optional.of(routes().detokenize(cut.request(), tokens));
  }

  /** Returns the prompt in an answer; empty if it holds none. */
  public Optional<String> prompt(JsonNode answer) {
    JsonNode ollama = answer.path("_debug_info").path("rendered_template");
    for (JsonNode text : new JsonNode[] {ollama, answer.path("prompt"), answer.path("text")}) {
      if (text.isTextual()) {
        return Optional.of(text.textValue());
      }
    }
    return Optional.empty();
  }

  /** Returns what is wrong with a rendered prefill; empty if nothing is. */
  public Optional<String> faultOf(String prompt) {
    String head = kind == ServerKind.OLLAMA ? ChatPrefill.ANSWER_HEAD : "";
    String fault = RenderedPrompt.faultOf(prompt, SENTINEL, head, shape);
    return fault.isEmpty() ? Optional.empty() : Optional.of(fault);
  }

  /** Tells whether a rendered question ends inside a thinking. */
  public boolean startsInside(String prompt) {
    return RenderedPrompt.opensThinking(prompt, shape);
  }

  /** Returns the call that turns the end of a thinking into ids, to see whether they turn back. */
  public ServerCall tokenizeEnding() {
    return routes().tokenize(cut.request(), ending());
  }

  /**
   * Tells whether all ids that a continuation goes on from come from the server's tokenizer, so
   * that what it renders proves them; elsewhere they come with the stream.
   */
  public boolean provesIds() {
    return kind == ServerKind.SGLANG;
  }

  /** Returns the end of a thinking. */
  public String ending() {
    return shape.closing();
  }

  private TokenizerRoutes routes() {
    return TokenizerRoutes.of(kind);
  }
}
