package dev.pith.plugin.dialect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pith.plugin.wire.SseEncoder;
import dev.pith.plugin.wire.SseEvent;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A state machine that writes a continuation into the stream the client already has.
 *
 * <p>The order of calls is {@link #opening}, {@link #onEvent} for each event of the continuation,
 * {@link #onEnd} when its connection ends, and {@link #closing} once at the end. Everything after
 * the thinking that Pith closed is answer, on whatever channel the upstream puts it, unless the
 * model starts to think again. The stream keeps the id, the model and the member names of the first
 * call.
 *
 * <p>It holds the first few characters until they can be judged, and the chunk with the finish
 * reason until the end. Instances serve one continuation and are not thread-safe.
 */
public final class ContinuationSplicer {
  /*
   * Servers that read thinking from a channel of their own cannot know that the prompt has closed it:
   * some put the whole answer on the thinking channel (vllm #38749, sglang #17065). So the channel
   * proves nothing. What proves that the cut failed is a start tag, or a word of doubt, as the very
   * first thing. An answer that was taken for thinking would be lost, while thinking that was taken
   * for an answer can be read: in doubt text is answer.
   */

  private static final byte[] BLANK_LINE = {'\n', '\n'};

  private final StreamShape shape;
  private final ContinuationShape continuationShape;
  private final UsageReport prompt;
  private final TokenCount kept;
  private final boolean usageAsked;
  private final boolean withReport;
  private final TokenCounter counter = new TokenCounter();
  private final SpliceChannel channel;
  private final boolean wholeAnswer;
  private boolean thinkingSeen;
  private boolean contentSeen;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ObjectNode finishExtras = Json.object();
  private @Nullable ObjectNode heldDelta;
  private @Nullable String finishReason;
  private UsageReport usage = UsageReport.UNKNOWN;
  private OptionalLong finalTokens = OptionalLong.empty();
  private StreamEnd end = StreamEnd.RUNNING;
  private boolean terminated;
  private boolean insideEvent;
  private @Nullable UpstreamError error;

  /**
   * @param shape how the client's stream writes its chunks
   * @param continuationShape how the thinking was closed
   * @param prompt what is known of the first call's prompt
   * @param kept tokens of thinking that were kept
   * @param usageAsked whether the client wants a usage report
   * @param withReport whether the {@code pith} object is written
   * @param newChannel makes what decides what is answer
   * @param wholeAnswer whether the second call thinks anew
   */
  ContinuationSplicer(
      StreamShape shape,
      ContinuationShape continuationShape,
      UsageReport prompt,
      TokenCount kept,
      boolean usageAsked,
      boolean withReport,
      boolean wholeAnswer,
      Function<SpliceChannel.Listener, SpliceChannel> newChannel) {
    this.shape = shape;
    this.continuationShape = continuationShape;
    this.prompt = prompt;
    this.kept = kept;
    this.usageAsked = usageAsked;
    this.withReport = withReport;
    this.wholeAnswer = wholeAnswer;
    this.channel =
        newChannel.apply(
            new SpliceChannel.Listener() {
              @Override
              public void onReasoning(String text) {
                say(shape.reasoning(text));
              }

              @Override
              public void onAnswer(String text) {
                say(shape.content(text));
              }
            });
  }

  /**
   * Returns the end of the thinking as the client sees it: the guide, and the end tag on a stream
   * with tags inside its content.
   *
   * @param guide thinking-side text that leads to the answer; may be empty
   * @param head the beginning of the answer that the model was given; may be empty
   */
  public byte[] opening(String guide, String head) {
    if (shape.inline()) {
      say(shape.content(continuationShape.close(guide)));
    } else if (!guide.isEmpty()) {
      say(shape.reasoning(guide));
    }
    if (!head.isEmpty()) {
      say(shape.content(head));
    }
    return flush();
  }

  /** Returns what the client gets for an event of the continuation; often empty. */
  public byte[] onEvent(SseEvent event) {
    ChatChunk chunk = ChatChunk.read(event);
    switch (chunk.kind()) {
      case CHUNK -> onChunk(chunk);
      case ERROR -> {
        error = chunk.error();
        end = StreamEnd.FAILED;
      }
      case DONE -> {
        terminated = true;
        settle();
      }
      case OPAQUE -> onOpaque(event);
    }
    return flush();
  }

  /** The connection of the continuation has ended. */
  public void onEnd() {
    settle();
  }

  /**
   * Returns the end of the client's stream: what was held, the finish, the usage if the client
   * asked for it and it was counted, the report and the terminator; or an error event if the
   * continuation did not complete.
   *
   * @param report what Pith did; the numbers of the continuation are filled in here
   */
  public byte[] closing(PithReport report) {
    settle();
    if (finishReason == null) {
      channel.onEnd();
    }
    if (end == StreamEnd.COMPLETE) {
      writeEnd(withReport ? completed(report).toJson() : Json.object());
    } else {
      writeHeld();
      String cause = error == null ? "the upstream broke off its answer" : error.message();
      write(ErrorBody.badGateway(cause).toEvent());
    }
    return flush();
  }

  /** Returns whether anything of the answer has come: before that it can be given up. */
  public boolean started() {
    return channel.started();
  }

  /** Returns whether the model went on thinking instead of answering. */
  public boolean cutFailed() {
    return channel.thinksAgain();
  }

  /**
   * Returns whether text came both as thinking and as content: the server took the second call for
   * a new thinking with its answer, which a cut should have prevented.
   */
  public boolean cameOnBothChannels() {
    return thinkingSeen && contentSeen;
  }

  /** Returns how the continuation ended, or that it goes on. */
  public StreamEnd end() {
    return end;
  }

  /** Returns whether the terminator has come: nothing of interest follows. */
  public boolean terminated() {
    return terminated;
  }

  /** Returns the error the upstream reported, if it did. */
  public Optional<UpstreamError> error() {
    return Optional.ofNullable(error);
  }

  /** Returns the continuation's own usage, as far as it was reported. */
  public UsageReport usage() {
    return usage;
  }

  /** Returns the usage of both calls together, as the client sees it. */
  public UsageReport mergedUsage() {
    OptionalLong answer = finalTokens.isPresent() ? finalTokens : counter.count().exact();
    boolean anew = wholeAnswer || cutFailed() || cameOnBothChannels();
    return UsageMerge.merge(
        prompt, kept, answer, anew ? usage.reasoningTokens() : OptionalLong.of(0));
  }

  /** An event that was broken off is none, and would swallow what is written behind it. */
  private void onOpaque(SseEvent event) {
    boolean ended = endsWithBlankLine(event.raw());
    if (ended || event.oversized()) {
      out.writeBytes(event.raw());
      insideEvent = !ended;
    }
  }

  private void onChunk(ChatChunk chunk) {
    counter.onChunk(chunk);
    if (finishReason == null) {
      onOutput(chunk);
    }
    UsageReport reported = chunk.usage();
    if (reported != null) {
      usage = reported;
      finalTokens = finishReason == null ? finalTokens : reported.completionTokens();
    }
  }

  private void onOutput(ChatChunk chunk) {
    thinkingSeen |= !chunk.reasoning().isBlank();
    contentSeen |= !chunk.content().isBlank();
    channel.onText(chunk.reasoning(), chunk.content());
    if (chunk.hasToolCall()) {
      channel.onOther();
      say(chunk.toolCall());
    }
    finishReason = chunk.finishReason();
    if (finishReason != null) {
      channel.onEnd();
      StreamShape.copyUnknown(chunk.root(), finishExtras);
      end = ChatChunk.isFailure(finishReason) ? StreamEnd.FAILED : end;
    }
  }

  private void writeEnd(ObjectNode pith) {
    ObjectNode finish = shape.chunk(heldDelta == null ? Json.object() : heldDelta, finishReason);
    heldDelta = null;
    finish.setAll(finishExtras);
    if (usageAsked) {
      write(StreamShape.event(finish));
      ObjectNode last = shape.emptyChunk();
      setUnlessEmpty(last, "usage", mergedUsage().toJson());
      setUnlessEmpty(last, "pith", pith);
      if (last.has("usage") || last.has("pith")) {
        write(StreamShape.event(last));
      }
    } else {
      setUnlessEmpty(finish, "pith", pith);
      write(StreamShape.event(finish));
    }
    write(SseEncoder.done());
  }

  private static void setUnlessEmpty(ObjectNode chunk, String member, ObjectNode value) {
    if (!value.isEmpty()) {
      chunk.set(member, value);
    }
  }

  private PithReport completed(PithReport report) {
    if (wholeAnswer) {
      return report.withSurplus(usage.reasoningTokens());
    }
    return report.withContinuation(
        UsageMerge.guide(usage.promptTokens(), prompt.promptTokens(), kept),
        usage.promptTokens(),
        usage.cachedTokens());
  }

  /** Writes a delta one call late, so that the last one can share its chunk with the finish. */
  private void say(ObjectNode delta) {
    writeHeld();
    heldDelta = delta;
  }

  private void writeHeld() {
    if (heldDelta != null) {
      write(StreamShape.event(shape.chunk(heldDelta, null)));
      heldDelta = null;
    }
  }

  /** Writes an event of our own; an oversized one before it may have been broken off. */
  private void write(byte[] event) {
    if (insideEvent) {
      out.writeBytes(BLANK_LINE);
      insideEvent = false;
    }
    out.writeBytes(event);
  }

  private static boolean endsWithBlankLine(byte[] raw) {
    String end = new String(raw, Math.max(0, raw.length - 4), Math.min(4, raw.length), ISO_8859_1);
    return end.endsWith("\n\n") || end.endsWith("\r\r") || end.endsWith("\r\n\r\n");
  }

  private byte[] flush() {
    if (finishReason == null) {
      writeHeld();
    }
    byte[] bytes = out.toByteArray();
    out.reset();
    return bytes;
  }

  private void settle() {
    if (end == StreamEnd.RUNNING) {
      end = finishReason == null ? StreamEnd.BROKEN : StreamEnd.COMPLETE;
    }
  }
}
