package dev.pith.plugin.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one of the routes writes an answer, as one body or as chunks of a stream. */
interface ReplyShape {

  /** Returns the chunk before a choice's first text; null when the route has none. */
  @Nullable ObjectNode opening(Choice choice);

  /** Returns a chunk with a piece of a choice, or with the reason why it ended. */
  ObjectNode chunk(Choice choice, Delta delta);

  /** Returns a chunk without a choice. */
  ObjectNode chunkWithoutChoice();

  /** Returns the whole answer; takes what the choices hold. */
  ObjectNode body(List<Choice> choices);
}
