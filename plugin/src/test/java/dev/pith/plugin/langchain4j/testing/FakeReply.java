package dev.pith.plugin.langchain4j.testing;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link FakeStreamingChatModel} answers to one request: pieces in the order in which they
 * are added, then the end. Built once, not thread-safe while it is built.
 */
public final class FakeReply {

  /** What one step of a reply does. */
  enum Kind {
    THINKING,
    TEXT,
    TOOL_CALL,
    RAW,
    WAIT,
    HOLD,
    FAILURE
  }

  /** A step of a reply. */
  record Step(Kind kind, Object content) {}

  private final List<Step> steps = new ArrayList<>();
  private @Nullable TokenUsage usage;
  private boolean cancellable = true;

  /** Starts an empty reply. */
  public static FakeReply reply() {
    return new FakeReply();
  }

  /** Adds a piece of thinking. */
  public FakeReply thinking(String piece) {
    return step(Kind.THINKING, piece);
  }

  /** Adds pieces of thinking. */
  public FakeReply thinking(List<String> pieces) {
    pieces.forEach(this::thinking);
    return this;
  }

  /** Adds a piece of text. */
  public FakeReply text(String piece) {
    return step(Kind.TEXT, piece);
  }

  /** Adds pieces of text. */
  public FakeReply text(List<String> pieces) {
    pieces.forEach(this::text);
    return this;
  }

  /** Adds a whole tool call, which comes as one partial and one complete call. */
  public FakeReply toolCall(ToolExecutionRequest call) {
    return step(Kind.TOOL_CALL, call);
  }

  /** Adds an event that the provider's module does not know. */
  public FakeReply rawEvent(Object event) {
    return step(Kind.RAW, event);
  }

  /** Goes on only when this returns, such as {@code latch::await}; what it throws is a failure. */
  public FakeReply waitFor(Waiting until) {
    return step(Kind.WAIT, until);
  }

  /** Goes on only when the stream is cancelled: that is, never. */
  public FakeReply untilCancelled() {
    return step(Kind.HOLD, Kind.HOLD);
  }

  /** Ends the stream with an error. */
  public FakeReply failure(Throwable failure) {
    return step(Kind.FAILURE, failure);
  }

  /** Sets the usage that the end tells; unknown without. */
  public FakeReply usage(int inputTokens, int outputTokens) {
    return usage(new TokenUsage(inputTokens, outputTokens));
  }

  /** Sets the usage that the end tells, of any provider's type. */
  public FakeReply usage(TokenUsage told) {
    usage = told;
    return this;
  }

  /** Makes the stream one without a handle, so that it cannot be cancelled. */
  public FakeReply withoutHandle() {
    cancellable = false;
    return this;
  }

  /** Something that is waited for. */
  public interface Waiting {
    /** Returns when it has happened. */
    void await() throws InterruptedException;
  }

  List<Step> steps() {
    return List.copyOf(steps);
  }

  @Nullable TokenUsage usage() {
    return usage;
  }

  boolean cancellable() {
    return cancellable;
  }

  private FakeReply step(Kind kind, Object content) {
    steps.add(new Step(kind, content));
    return this;
  }
}
