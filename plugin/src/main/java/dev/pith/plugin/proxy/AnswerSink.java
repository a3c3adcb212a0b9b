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

  /** Takes the next bytes of the stream. */
  void write(byte[] bytes);

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

  /** Hands every piece on. */
  record Streaming(ClientStream client) implements AnswerSink {

    @Override
    public void write(byte[] bytes) {
      if (bytes.length > 0) {
        client.write(Buffer.buffer(bytes));
      }
    }

    @Override
    public void end() {
      client.end();
    }

    @Override
    public void fail(UpstreamException failure) {
      client.fail(failure);
    }

    @Override
    public void readFrom(@Nullable UpstreamCall call) {
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
