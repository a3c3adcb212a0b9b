package dev.pith.plugin.local.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The prompts of the completions route: one or several, each as text or as token ids. Control
 * tokens that are written out in a text become their ids, since there is no user to guard against.
 */
final class TextPrompts implements Prompts {

  private static final String PARAM = "prompt";

  private final List<JsonNode> prompts;
  private final boolean addSpecial;

  private TextPrompts(List<JsonNode> prompts, boolean addSpecial) {
    this.prompts = prompts;
    this.addSpecial = addSpecial;
  }

  /**
   * Reads the prompts.
   *
   * @param prompt a string, a list of strings, a list of ids, or a list of lists of ids
   * @param addSpecial whether texts get the begin token that the model wants
   * @param vocabulary ids are below this
   */
  static TextPrompts read(JsonNode prompt, boolean addSpecial, int vocabulary)
      throws BadParameterException {
    boolean one = prompt.isTextual() || prompt.path(0).isNumber();
    List<JsonNode> prompts = new ArrayList<>();
    (one ? List.of(prompt) : prompt).forEach(prompts::add);
    if (prompts.isEmpty()) {
      throw Fields.bad(PARAM, "a string, a list of token ids, or a list of these", prompt);
    }
    for (JsonNode each : prompts) {
      check(each, vocabulary);
    }
    return new TextPrompts(prompts, addSpecial);
  }

  @Override
  public String param() {
    return PARAM;
  }

  @Override
  public int count() {
    return prompts.size();
  }

  @Override
  public List<Prompt> encode(Tokenizer tokenizer, PromptTemplate template)
      throws BadParameterException {
    List<Prompt> encoded = new ArrayList<>();
    for (JsonNode each : prompts) {
      int[] tokens = encode(tokenizer, each);
      if (tokens.length == 0) {
        throw BadParameterException.value(PARAM, "prompt must have at least one token");
      }
      encoded.add(new Prompt(tokens, false));
    }
    return encoded;
  }

  private int[] encode(Tokenizer tokenizer, JsonNode prompt) {
    if (prompt.isTextual()) {
      return tokenizer.encode(prompt.textValue(), addSpecial, true);
    }
    int[] tokens = new int[prompt.size()];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = prompt.get(i).intValue();
    }
    return tokens;
  }

  private static void check(JsonNode prompt, int vocabulary) throws BadParameterException {
    if (prompt.isTextual()) {
      return;
    }
    if (!prompt.isArray() || prompt.isEmpty()) {
      throw Fields.bad(PARAM, "a string, a list of token ids, or a list of these", prompt);
    }
    for (JsonNode id : prompt) {
      if (!id.isIntegralNumber()
          || !id.canConvertToInt()
          || id.intValue() < 0
          || id.intValue() >= vocabulary) {
        throw Fields.bad(PARAM, "made of token ids in [0, " + vocabulary + ")", id);
      }
    }
  }
}
