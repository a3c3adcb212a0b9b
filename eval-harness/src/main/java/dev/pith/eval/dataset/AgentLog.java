package dev.pith.eval.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What an agent, its tools and its user said to one another.
 *
 * @param messages in the OpenAI chat form, as a client would send them, at least one of them by the
 *     assistant, behind another one; reasoning is in {@code reasoning_content}, in {@code
 *     reasoning}, or between think tags at the start of {@code content}
 * @param systemUnknown whether the log names a system message in a file that is not beside it
 */
public record AgentLog(List<ObjectNode> messages, boolean systemUnknown) {
  /** Copies the list. */
  public AgentLog {
    messages = List.copyOf(messages);
  }
}
