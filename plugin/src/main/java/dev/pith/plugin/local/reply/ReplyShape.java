package dev.pith.plugin.local.reply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.local.request.ReplyOptions;
import dev.pith.ragcache.engine.token.Tokenizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one of the routes writes an answer, as one body or as chunks of a stream. */
public interface ReplyShape {

  /** Returns the chunk before a choice's first text; null when the route has none. */
  @Nullable ObjectNode opening(Choice choice);

  /** Returns a chunk with a piece of a choice, or with the reason why it ended. */
  ObjectNode chunk(Choice choice, Delta delta);

  /** Returns a chunk without a choice. */
  ObjectNode chunkWithoutChoice();

  /** Returns the whole answer; takes what the choices hold. */
  ObjectNode body(List<Choice> choices);

  /** Returns the shape of the chat route, with thinking in {@code reasoning_content}. */
  static ReplyShape chat(ReplyHead head, ReplyOptions options, Tokenizer tokenizer) {
    return new ChatShape(head, options, new TokenTexts(tokenizer));
  }

  /** Returns the shape of the completions route, with text as it was generated. */
  static ReplyShape text(ReplyHead head, ReplyOptions options, Tokenizer tokenizer) {
    return new TextShape(head, options, new TokenTexts(tokenizer));
  }
}
