package dev.pith.plugin.proxy;

import dev.pith.plugin.dialect.ChatCompletionAssembler;
import dev.pith.plugin.dialect.ErrorBody;
import dev.pith.plugin.dialect.StreamEnd;
import dev.pith.plugin.dialect.UpstreamError;
import dev.pith.plugin.upstream.UpstreamCall;
import dev.pith.plugin.upstream.UpstreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Where the stream of a chat answer goes on its way to the client. */
interface AnswerSink {

  /** Takes the next bytes of the stream; they may wait for {@link #flush}. */
  void write(byte[] bytes);

  /** Sends what waits. Everything but {@link #write} does so first. */
  void flush();

  /** Tells something about the answer when it is over: in its head, or behind it. */
  void note(String header, String value);

  /** The stream is complete as far as it will come. */
  void end();

  /** The upstream broke off. */
  void fail(UpstreamException failure);

  /** Names the call that is slowed down when the client is slow; null while none is read. */
  void readFrom(@Nullable UpstreamCall call);

  /** Returns a sink that hands every piece to the client as it comes. */
  static AnswerSink streaming(ClientStream client) {
    return new Streaming(client);
  }

  /**
   * Returns a sink that answers with one body when the stream is over.
   *
   * @param headers the headers of the upstream's stream, as far as the client gets them
   * @param maxBytes longest stream that is collected
   */
  static AnswerSink collecting(ClientStream client, MultiMap headers, long maxBytes) {
    return new Collecting(client, headers, maxBytes);
  }

  /** Hands on what came in one piece as one piece: every one of them costs a system call. */
  final class Streaming implements AnswerSink {
    private final ClientStream client;
    private Buffer waiting = Buffer.buffer();

    private Streaming(ClientStream client) {
      this.client = client;
    }

    @Override
    public void write(byte[] bytes) {
      waiting.appendBytes(bytes);
    }

    @Override
    public void flush() {
      if (waiting.length() > 0) {
        client.write(waiting);
        waiting = Buffer.buffer();
      }
    }

    @Override
    public void note(String header, String value) {
      client.trailer(header, value);
    }

    @Override
    public void end() {
      flush();
      client.end();
    }

    @Override
    public void fail(UpstreamException failure) {
      flush();
      client.fail(failure);
    }

    @Override
    public void readFrom(@Nullable UpstreamCall call) {
      flush();
      client.readFrom(call);
    }
  }

  /** Builds one body. */
  final class Collecting implements AnswerSink {
    private final ClientStream client;
    private final MultiMap headers;
    private final ChatCompletionAssembler assembler;

    private Collecting(ClientStream client, MultiMap headers, long maxBytes) {
      this.client = client;
      this.headers = headers;
      this.assembler = new ChatCompletionAssembler(maxBytes);
    }

    @Override
    public void write(byte[] bytes) {
      assembler.onBytes(bytes);
    }

    @Override
    public void flush() {}

    @Override
    public void note(String header, String value) {
      headers.set(header, value);
    }

    @Override
    public void end() {
      assembler.onEnd();
      if (assembler.end() == StreamEnd.COMPLETE) {
        headers.set(HttpHeaders.CONTENT_TYPE, "application/json");
        client.reply(200, headers, Buffer.buffer(assembler.body()));
      } else {
        String cause =
            assembler
                .error()
                .map(UpstreamError::message)
                .orElse("the upstream broke off its answer");
        client.reply(ErrorBody.badGateway("pith: " + cause));
      }
    }

    @Override
    public void fail(UpstreamException failure) {
      client.fail(failure);
    }

    @Override
    public void readFrom(@Nullable UpstreamCall call) {
      if (call != null) {
        call.resume(); // the client gets nothing yet, so that it cannot be slow
      }
    }
  }
}
