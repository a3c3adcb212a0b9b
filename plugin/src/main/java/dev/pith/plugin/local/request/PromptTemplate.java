package dev.pith.plugin.local.request;

import dev.pith.ragcache.engine.token.TextPiece;
import java.util.List;
import java.util.Map;

/** Writes a conversation as a model was trained to read it. Thread-safe. */
@FunctionalInterface
public interface PromptTemplate {

  /**
   * Returns the prompt in pieces, those that users wrote apart from those of the template.
   *
   * @param messages each with a role and a content, and whatever else it was given
   * @param addGenerationPrompt whether the turn of the assistant is begun
   * @param variables what else the template is told
   * @throws BadParameterException when the conversation cannot be written so
   */
  List<TextPiece> render(
      List<Map<String, Object>> messages,
      boolean addGenerationPrompt,
      Map<String, Object> variables)
      throws BadParameterException;

  /** The template of a model that has none: it refuses every conversation. */
  PromptTemplate NONE =
      (messages, addGenerationPrompt, variables) -> {
        throw BadParameterException.unsupported(
            "messages", "the model has no chat template; /v1/completions goes on from plain text");
      };
}
