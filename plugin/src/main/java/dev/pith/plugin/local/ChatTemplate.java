package dev.pith.plugin.local;

import dev.pith.plugin.jinja.JinjaException;
import dev.pith.plugin.jinja.JinjaTemplate;
import dev.pith.plugin.jinja.Taint;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.local.request.PromptTemplate;
import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import dev.pith.ragcache.engine.token.TextPiece;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The chat template of a model file: a Jinja program that writes a conversation as the model was
 * trained to read it. Immutable and thread-safe.
 *
 * <p>A file without one is read by its vocabulary: ChatML where it has {@code <|im_start|>}, the
 * turns of Llama 3 where it has {@code <|start_header_id|>}.
 *
 * <p>Whatever the template does with it, no character of what a request brought becomes a part of a
 * control token: not of texts, names or values. The roles that everybody knows are no such text.
 */
final class ChatTemplate implements PromptTemplate {

  private static final String KEY = "tokenizer.chat_template";

  /** Files with several templates have this one for conversations in which tools are offered. */
  private static final String TOOLS_KEY = KEY + ".tool_use";

  private static final String TOOLS = "tools";

  private static final String CHAT_ML =
      "{% for message in messages %}"
          + "{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
          + "{% endfor %}"
          + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

  private static final String LLAMA_3 =
      "{{ bos_token }}{% for message in messages %}"
          + "{{ '<|start_header_id|>' + message.role + '<|end_header_id|>\\n\\n'"
          + " + message.content + '<|eot_id|>' }}{% endfor %}"
          + "{% if add_generation_prompt %}"
          + "{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}";

  /** Templates build control tokens of them: {@code '<|' + message.role + '|>'}. */
  private static final Set<String> KNOWN_ROLES =
      Set.of("system", "developer", "user", "assistant", "tool", "function", "observation");

  private final JinjaTemplate template;
  private final JinjaTemplate templateForTools;
  private final Map<String, Object> specialTokens;

  private ChatTemplate(
      JinjaTemplate template, JinjaTemplate templateForTools, Map<String, Object> specialTokens) {
    this.template = template;
    this.templateForTools = templateForTools;
    this.specialTokens = Map.copyOf(specialTokens);
  }

  /**
   * Returns the template of a model, or {@link PromptTemplate#NONE} when it has none and its
   * vocabulary does not tell.
   *
   * @throws ModelFileException when the file's template cannot be read
   */
  static PromptTemplate of(GgufMetadata metadata, Tokenizer tokenizer) throws ModelFileException {
    String source = metadata.string(KEY, "");
    if (source.isEmpty()) {
      source =
          tokenizer.idOf("<|im_start|>").isPresent()
              ? CHAT_ML
              : tokenizer.idOf("<|start_header_id|>").isPresent() ? LLAMA_3 : "";
    }
    if (source.isEmpty()) {
      return PromptTemplate.NONE;
    }
    JinjaTemplate template = read(metadata, KEY, source);
    String forTools = metadata.string(TOOLS_KEY, "");
    return new ChatTemplate(
        template,
        forTools.isEmpty() ? template : read(metadata, TOOLS_KEY, forTools),
        specialTokens(tokenizer));
  }

  /** Returns the template of models that mark turns as ChatML does. */
  static PromptTemplate chatMl(Tokenizer tokenizer) {
    try {
      JinjaTemplate template = parse(CHAT_ML);
      return new ChatTemplate(template, template, specialTokens(tokenizer));
    } catch (JinjaException own) {
      throw new AssertionError(own);
    }
  }

  private static JinjaTemplate read(GgufMetadata metadata, String key, String source)
      throws ModelFileException {
    try {
      return parse(source);
    } catch (JinjaException unreadable) {
      throw metadata.refuse(
          key, "cannot be read: " + unreadable.getMessage(), "a Jinja template that is supported");
    }
  }

  private static JinjaTemplate parse(String source) throws JinjaException {
    return JinjaTemplate.of(source, Clock.system(ZoneId.systemDefault()));
  }

  private static Map<String, Object> specialTokens(Tokenizer tokenizer) {
    return Map.of(
        "bos_token", nameOf(tokenizer, tokenizer.bos()),
        "eos_token", nameOf(tokenizer, tokenizer.eos()));
  }

  @Override
  public List<TextPiece> render(
      List<Map<String, Object>> messages,
      boolean addGenerationPrompt,
      Map<String, Object> variables)
      throws BadParameterException {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(specialTokens);
    all.put(TOOLS, null);
    variables.forEach((name, value) -> all.put(name, Taint.of(value)));
    boolean withTools = !List.of().equals(all.get(TOOLS)) && all.get(TOOLS) != null;
    if (!withTools) {
      all.put(TOOLS, null);
    }
    all.put("messages", messages.stream().map(ChatTemplate::tainted).toList());
    all.put("add_generation_prompt", addGenerationPrompt);
    try {
      JinjaTemplate chosen = withTools ? templateForTools : template;
      return Taint.runs(chosen.render(all)).stream()
          .map(run -> new TextPiece(run.text(), !run.tainted()))
          .toList();
    } catch (JinjaException refused) {
      throw BadParameterException.value(
          "messages",
          (refused.isRaised()
                  ? "the model's chat template refuses the conversation, "
                  : "the model's chat template fails on the conversation, ")
              + refused.getMessage());
    }
  }

  private static Map<Object, @Nullable Object> tainted(Map<String, Object> message) {
    Map<Object, @Nullable Object> tainted = new LinkedHashMap<>();
    message.forEach(
        (name, value) -> {
          boolean known = name.equals("role") && KNOWN_ROLES.contains(value);
          tainted.put(Taint.of(name), known ? value : Taint.of(value));
        });
    return tainted;
  }

  private static String nameOf(Tokenizer tokenizer, OptionalInt token) {
    return token.isPresent() ? tokenizer.nameOf(token.getAsInt()) : "";
  }
}
