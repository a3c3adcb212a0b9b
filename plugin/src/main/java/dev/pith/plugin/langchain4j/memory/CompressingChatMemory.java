package dev.pith.plugin.langchain4j.memory;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.memory.ChatMemory;
import dev.pith.plugin.langchain4j.TrimReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A chat memory that carries the thinking of earlier turns forward in short.
 *
 * <pre>{@code
 * ChatMemory memory = CompressingChatMemory.of(MessageWindowChatMemory.withMaxMessages(20));
 * }</pre>
 *
 * <p>The delegate keeps every message whole, so that nothing is lost; only what {@link #messages}
 * returns is shortened, always in the same way. These stay as they are:
 *
 * <ul>
 *   <li>the turn that runs: messages behind the last one of the user, as long as the model has not
 *       answered it but called tools
 *   <li>messages with attributes that are not Pith's: providers that sign thinking keep their
 *       signatures there, and refuse a conversation in which it was changed
 *   <li>texts, tool calls and their results
 * </ul>
 *
 * <p>Thread-safe where the delegate is.
 */
public final class CompressingChatMemory implements ChatMemory {

  private static final int SENTENCES = 3;

  private final ChatMemory delegate;
  private final InlineThinking inline;
  private final ThinkingPruner pruner;

  private CompressingChatMemory(ChatMemory delegate, ThinkingPruner pruner) {
    this.delegate = delegate;
    this.pruner = pruner;
    this.inline = new InlineThinking(pruner);
  }

  /** Carries the last {@value #SENTENCES} sentences of each thinking forward. */
  public static CompressingChatMemory of(ChatMemory delegate) {
    return of(delegate, ThinkingPruner.lastSentences(SENTENCES));
  }

  /** Carries forward what the pruner leaves of each thinking. */
  public static CompressingChatMemory of(ChatMemory delegate, ThinkingPruner pruner) {
    return new CompressingChatMemory(delegate, pruner);
  }

  @Override
  public Object id() {
    return delegate.id();
  }

  @Override
  public void add(ChatMessage message) {
    delegate.add(message);
  }

  @Override
  public void set(Iterable<ChatMessage> messages) {
    delegate.set(messages);
  }

  @Override
  public void clear() {
    delegate.clear();
  }

  /** Returns the messages whole, as they were added. */
  public List<ChatMessage> originals() {
    return delegate.messages();
  }

  @Override
  public List<ChatMessage> messages() {
    List<ChatMessage> messages = new ArrayList<>(delegate.messages());
    int running = startOfRunningTurn(messages);
    for (int i = 0; i < running; i++) {
      if (messages.get(i) instanceof AiMessage answer && mayChange(answer)) {
        messages.set(i, compressed(answer));
      }
    }
    return messages;
  }

  /** Services read a memory before they add a question to it, and again in every round of tools. */
  private static int startOfRunningTurn(List<ChatMessage> messages) {
    int last = messages.size() - 1;
    if (last >= 0
        && messages.get(last) instanceof AiMessage answer
        && !answer.hasToolExecutionRequests()) {
      return messages.size();
    }
    while (last >= 0 && !(messages.get(last) instanceof UserMessage)) {
      last--;
    }
    return Math.max(last, 0);
  }

  private static boolean mayChange(AiMessage answer) {
    return Set.of(TrimReport.ATTRIBUTE).containsAll(answer.attributes().keySet());
  }

  private AiMessage compressed(AiMessage answer) {
    String thinking = answer.thinking();
    String text = answer.text();
    AiMessage.Builder shorter = answer.toBuilder();
    if (thinking != null) {
      String left = pruner.prune(thinking);
      shorter.thinking(left.isEmpty() ? null : left);
    }
    if (text != null) {
      shorter.text(inline.prune(text));
    }
    return shorter.build();
  }
}
