package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatRequest;
import dev.pith.plugin.dialect.ChatStreamReader;
import dev.pith.plugin.dialect.Extra;
import dev.pith.plugin.dialect.StreamEnd;
import dev.pith.plugin.dialect.UpstreamDialect;
import dev.pith.plugin.dialect.UpstreamError;
import dev.pith.plugin.dialect.UsageReport;
import dev.pith.plugin.upstream.EventStreams;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import dev.pith.plugin.vote.BranchListener;
import dev.pith.plugin.vote.BranchSource;
import dev.pith.plugin.wire.SseDecoder;
import dev.pith.plugin.wire.SseEvent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of a chat that is voted on: its stream is read and kept. Confined to the context of its
 * request.
 */
final class VoteBranch implements BranchSource.Branch, UpstreamCall.Listener {

  /** What a chat's branches share. */
  interface Opener {
    /** Sends a request for a branch. */
    UpstreamCall send(byte[] body, UpstreamCall.Listener listener);

    /** The head of a stream has come. */
    void onStream(MultiMap headers);

    /** The upstream takes requests of this model only as clients write them. */
    void onStrict();
  }

  /**
   * A call that was answered by something else than a stream.
   *
   * @param body as far as it has come
   */
  record Refusal(int status, MultiMap headers, Buffer body) {}

  private final Opener opener;
  private final UpstreamDialect dialect;
  private final ChatRequest request;
  private final Map<String, String> members;
  private final long maxBytes;
  private final BranchListener listener;
  private final SseDecoder decoder = new SseDecoder(this::onEvent);
  private final Buffer kept = Buffer.buffer();

  private Set<Extra> extras;
  private ChatStreamReader reader;
  private @Nullable UpstreamCall call;
  private @Nullable Refusal refusal;
  private String finish = "";
  private boolean plainAgain;
  private boolean streams;
  private boolean over;

  /**
   * Takes a branch.
   *
   * @param extras what is asked of the upstream to count tokens; left out where it refuses that
   * @param members what makes this branch another one than the others, see {@link UpstreamDialect}
   * @param maxBytes longest stream that is kept
   */
  VoteBranch(
      Opener opener,
      UpstreamDialect dialect,
      ChatRequest request,
      Set<Extra> extras,
      Map<String, String> members,
      long maxBytes,
      BranchListener listener) {
    this.opener = opener;
    this.dialect = dialect;
    this.request = request;
    this.extras = extras;
    this.members = members;
    this.maxBytes = maxBytes;
    this.listener = listener;
    this.reader = dialect.reader(request, extras, new Meaning());
  }

  void send() {
    call = opener.send(dialect.streamed(request, extras, members), this);
  }

  @Override
  public void cancel() {
    over = true;
    if (call != null) {
      call.cancel();
    }
  }

  /** Returns its whole stream, as its client would get it. */
  byte[] bytes() {
    return kept.getBytes();
  }

  /** Returns what it was answered in the place of a stream; null when it was not. */
  @Nullable Refusal refusal() {
    return refusal;
  }

  @Override
  public void onHead(int status, String reasonPhrase, MultiMap headers) {
    if (!extras.isEmpty() && (status == 400 || status == 422)) {
      sendPlain();
    } else if (status == 200 && EventStreams.isReadable(headers)) {
      streams = true;
      if (plainAgain) {
        opener.onStrict();
      }
      opener.onStream(headers);
    } else {
      refusal = new Refusal(status, ForwardedHeaders.ofResponse(headers), Buffer.buffer());
    }
  }

  @Override
  public void onBytes(Buffer bytes) {
    if (over) {
      return;
    }
    if (refusal != null) {
      refusal.body.appendBuffer(bytes);
    } else if (streams) {
      decoder.onBytes(bytes.getBytes());
    }
    if (kept.length() + (refusal == null ? 0 : refusal.body.length()) > maxBytes) {
      fail("the answer of a branch is longer than " + maxBytes + " bytes");
    }
  }

  @Override
  public void onEnd() {
    if (over) {
      return;
    }
    decoder.onEnd();
    reader.onEnd();
    over = true;
    if (refusal != null) {
      listener.onFailure(new IllegalStateException("the upstream answered " + refusal.status));
    } else if (reader.end() == StreamEnd.COMPLETE) {
      listener.onEnd(!finish.equals("length") && !finish.equals("content_filter"));
    } else {
      String said = reader.error().map(UpstreamError::message).orElse("its stream broke off");
      listener.onFailure(new IllegalStateException("the upstream failed: " + said));
    }
  }

  @Override
  public void onFailure(UpstreamException failure) {
    if (!over) {
      over = true;
      listener.onFailure(failure);
    }
  }

  private void onEvent(SseEvent event) {
    reader.onEvent(event);
    kept.appendBytes(reader.forClient());
    if (reader.logProbEntries() > 0) {
      listener.onLogProbs(reader.logProbSum(), reader.logProbEntries());
    }
    if (reader.tokens().source().exact()) {
      listener.onTokens(reader.tokens());
    }
  }

  private void sendPlain() {
    if (call != null) {
      call.cancel();
    }
    plainAgain = true;
    extras = Set.of();
    reader = dialect.reader(request, extras, new Meaning());
    send();
  }

  private void fail(String why) {
    cancel();
    listener.onFailure(new IllegalStateException(why));
  }

  private final class Meaning implements ChatStreamReader.Listener {
    @Override
    public void onReasoning(String text) {
      listener.onThinking(text);
    }

    @Override
    public void onAnswer(String text) {
      listener.onAnswer(text);
    }

    @Override
    public void onUsage(UsageReport usage) {
      listener.onUsage(usage);
    }

    @Override
    public void onFinish(String reason) {
      finish = reason;
    }
  }
}
