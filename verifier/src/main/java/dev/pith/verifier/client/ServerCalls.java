package dev.pith.verifier.client;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/** HTTP calls to the server of a verifier model. Thread-safe. */
final class ServerCalls {

  private static final MediaType JSON = MediaType.get("application/json");

  /** One token and its alternatives take a few KiB. */
  private static final long MAX_BODY_BYTES = 1 << 20;

  private static final long IDLE_THREAD_SECONDS = 10;

  private final ModelVerifierSettings settings;
  private final OkHttpClient client;

  ServerCalls(ModelVerifierSettings settings) {
    this.settings = settings;
    ExecutorService threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "pith-verifier");
              thread.setDaemon(true);
              return thread;
            });
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(settings.maxConcurrent());
    dispatcher.setMaxRequestsPerHost(settings.maxConcurrent());
    // The deadline of the question ends a call, whatever it waits for.
    client =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(0, TimeUnit.MILLISECONDS)
            .readTimeout(0, TimeUnit.MILLISECONDS)
            .writeTimeout(0, TimeUnit.MILLISECONDS)
            .build();
  }

  /** Reads the body of an answer with status 200. */
  interface BodyReader<T> {
    T read(byte[] body) throws AskFailure;
  }

  /** Makes a call ready; it is made by {@link #enqueue}. */
  Call prepare(Route route, Prompt prompt) {
    return prepare(settings.route(route.path()), route.body(settings.model(), prompt));
  }

  /** Makes a call ready. */
  Call prepare(HttpUrl url, byte[] body) {
    Request.Builder request = new Request.Builder().url(url).post(RequestBody.create(body, JSON));
    if (settings.key() != null) {
      request.header("authorization", "Bearer " + settings.key());
    }
    return client.newCall(request.build());
  }

  /** Makes a call; what it returns fails with an {@link AskFailure} only. */
  static CompletableFuture<Reply> enqueue(Call call) {
    return enqueue(call, MAX_BODY_BYTES, ReplyReader::read);
  }

  /**
   * Makes a call; what it returns fails with an {@link AskFailure} only.
   *
   * @param maxBodyBytes longer answers are unreadable
   */
  static <T> CompletableFuture<T> enqueue(Call call, long maxBodyBytes, BodyReader<T> reader) {
    CompletableFuture<T> reply = new CompletableFuture<>();
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException failure) {
            reply.completeExceptionally(AskFailure.of(AskFailure.Cause.TRANSPORT));
          }

          @Override
          public void onResponse(Call answered, Response response) {
            try (response) {
              reply.complete(reader.read(body(response, maxBodyBytes)));
            } catch (AskFailure failure) {
              reply.completeExceptionally(failure);
            } catch (IOException broken) {
              reply.completeExceptionally(AskFailure.of(AskFailure.Cause.TRANSPORT));
            } catch (RuntimeException odd) {
              reply.completeExceptionally(AskFailure.of(AskFailure.Cause.UNREADABLE));
            }
          }
        });
    return reply;
  }

  void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  private static byte[] body(Response response, long maxBodyBytes) throws IOException, AskFailure {
    if (response.code() != 200) {
      throw AskFailure.ofStatus(response.code());
    }
    BufferedSource source = response.body().source();
    if (source.request(maxBodyBytes + 1)) {
      throw AskFailure.of(AskFailure.Cause.UNREADABLE);
    }
    return source.readByteArray();
  }
}
