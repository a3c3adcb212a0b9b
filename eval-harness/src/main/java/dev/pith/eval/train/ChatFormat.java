package dev.pith.eval.train;

import dev.pith.eval.world.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How the embedded model reads a conversation: what the chat template of its file renders.
 *
 * <p>The template itself is the resource {@value #TEMPLATE}; the two must say the same.
 */
public final class ChatFormat {
  static final String START = "<|im_start|>";
  static final String END = "<|im_end|>";
  static final String THINK = "<think>";
  static final String END_THINK = "</think>";

  /** Ends the thinking, as a server writes it into a continuation. */
  static final String THINKING_CLOSED = "\n" + END_THINK + "\n\n";

  private static final String TEMPLATE = "chat_template.jinja";
  private static final String NOTES = "Answer from these notes.";

  /**
   * One turn.
   *
   * @param role {@code system}, {@code user} or {@code assistant}
   * @param content what was said
   */
  public record Message(String role, String content) {
    static Message system(String content) {
      return new Message("system", content);
    }

    static Message user(String content) {
      return new Message("user", content);
    }

    static Message assistant(String content) {
      return new Message("assistant", content);
    }
  }

  private ChatFormat() {}

  /** Returns the Jinja text that goes into the model file. */
  public static String template() {
    try (InputStream in = ChatFormat.class.getResourceAsStream(TEMPLATE)) {
      if (in == null) {
        throw new IllegalStateException("resource is missing: " + TEMPLATE);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /**
   * Returns the prompt that the model goes on from.
   *
   * @param messages the conversation
   * @param thinking whether the model may think before it answers
   */
  public static String prompt(List<Message> messages, boolean thinking) {
    StringBuilder prompt = new StringBuilder();
    for (Message message : messages) {
      prompt.append(START).append(message.role()).append('\n');
      prompt.append(message.content()).append(END).append('\n');
    }
    prompt.append(START).append("assistant\n");
    return thinking ? prompt.toString() : prompt + THINK + "\n" + THINKING_CLOSED;
  }

  /** Returns the conversation that puts a problem to the model. */
  public static List<Message> messages(Problem problem) {
    return problem.chunks().isEmpty()
        ? List.of(Message.user(problem.question()))
        : List.of(notes(problem.chunks()), Message.user(problem.question()));
  }

  /**
   * Returns the system message that hands over retrieved chunks: every chunk is a paragraph of its
   * own, so that its tokens are the same wherever it stands, and its first word has the same token
   * as within a sentence.
   */
  public static Message notes(List<String> chunks) {
    StringBuilder content = new StringBuilder(NOTES).append("\n\n");
    for (String chunk : chunks) {
      content.append("- ").append(chunk).append("\n\n");
    }
    return Message.system(content.toString());
  }
}
