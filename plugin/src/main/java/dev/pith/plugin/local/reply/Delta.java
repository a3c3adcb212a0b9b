package dev.pith.plugin.local.reply;

import dev.pith.ragcache.generate.GeneratedToken;
import java.util.List;

/**
 * A piece of an answer.
 *
 * @param reasoning thinking, which comes before the content of the same piece; may be empty
 * @param content answer text; may be empty
 * @param calls calls of tools that are complete; come after the content of the same piece
 * @param tokens the tokens that were generated for it, and those before it that made no text
 */
public record Delta(
    String reasoning, String content, List<ToolCall> calls, List<GeneratedToken> tokens) {}
