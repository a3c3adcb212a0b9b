package dev.pith.plugin.local;

import dev.pith.ragcache.engine.gguf.RandomModelFile;
import dev.pith.ragcache.engine.token.Detokenizer;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.generate.GeneratorSettings;
import dev.pith.ragcache.generate.GeneratorStats;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * The embedded engine as an upstream, with a tiny random model or one that says what it is told.
 */
public final class EngineBed implements AutoCloseable {

  /** Longest body that the upstream reads from a stream. */
  public static final int MAX_BODY_BYTES = 1 << 20;

  private static final int PATIENCE_SECONDS = 20;
  private static final String TEMPLATE_KEY = "tokenizer.chat_template";

  public final Vertx vertx = Vertx.vertx();
  public final LocalModel model;
  public final EngineUpstream upstream;

  /** An answer that has been read to its end. */
  public record Reply(int status, MultiMap headers, Buffer body) {
    /** Returns the body. */
    public JsonObject json() {
      return body.toJsonObject();
    }
  }

  private EngineBed(LocalModel model) {
    this.model = model;
    this.upstream = new EngineUpstream(vertx, model, MAX_BODY_BYTES);
  }

  /** A model that talks nonsense, the same for the same seed. */
  static EngineBed random() {
    return random(settings -> settings);
  }

  static EngineBed random(UnaryOperator<GeneratorSettings> change) {
    Path file = modelFile();
    try {
      ModelSettings settings = ModelSettings.of(file);
      return new EngineBed(
          LocalModel.open(
              new ModelSettings(
                  file, settings.engine().withThreads(1), change.apply(settings.generator()))));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** The model that comes with Pith: it thinks about word problems and answers them. */
  public static EngineBed small() {
    return small(ChunkReuse.off());
  }

  /** A model file, with or without the reuse of chunks. */
  public static EngineBed of(Path file, ChunkReuse reuse) {
    try {
      ModelSettings settings = ModelSettings.of(file);
      return new EngineBed(
          LocalModel.open(
              new ModelSettings(
                  file, settings.engine().withThreads(1), settings.generator(), reuse)));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** The model that comes with Pith, with or without the reuse of chunks. */
  static EngineBed small(ChunkReuse reuse) {
    try {
      ModelSettings settings = ModelSettings.embedded();
      return new EngineBed(
          LocalModel.open(
              new ModelSettings(
                  null, settings.engine().withThreads(1), settings.generator(), reuse)));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** A model that is open; closed with this. */
  public static EngineBed of(LocalModel model) {
    return new EngineBed(model);
  }

  /**
   * A model that writes what a script says.
   *
   * @param script from what the assistant has written so far to all that it will have written in
   *     the end, which begins with that
   */
  public static EngineBed scripted(
      UnaryOperator<String> script, UnaryOperator<GeneratorSettings> change) {
    return new EngineBed(ScriptedModels.of((before, written) -> script.apply(written), change));
  }

  /** A model whose script also knows what it was asked. */
  public static EngineBed conversing(
      ScriptedModels.Script script, UnaryOperator<GeneratorSettings> change) {
    return new EngineBed(ScriptedModels.of(script, change));
  }

  /** Writes a tiny model file with a byte-level tokenizer that is deleted with the JVM. */
  public static Path modelFile() {
    return modelFile("");
  }

  /**
   * Writes such a file with a chat template of its own.
   *
   * @param template its source; empty for the one of every such file
   */
  static Path modelFile(String template) {
    try {
      Path file = Files.createTempFile("pith-tiny", ".gguf");
      file.toFile().deleteOnExit();
      RandomModelFile.Builder model = RandomModelFile.builder("qwen2").byteTokenizer();
      if (!template.isEmpty()) {
        model.without(TEMPLATE_KEY).with(writer -> writer.string(TEMPLATE_KEY, template));
      }
      model.write(file);
      return file;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Sends a request and waits for the whole answer. */
  public Reply post(String uri, JsonObject body) {
    return call(HttpMethod.POST, uri, body.toBuffer());
  }

  Reply call(HttpMethod method, String uri, Buffer body) {
    OpenCall call = open(method, uri, body);
    return new Reply(await(call.head), call.headers, await(call.end));
  }

  /** Makes a call whose answer is read as it comes. */
  OpenCall open(String uri, JsonObject body) {
    return open(HttpMethod.POST, uri, body.toBuffer());
  }

  private OpenCall open(HttpMethod method, String uri, Buffer body) {
    OpenCall call = new OpenCall(vertx);
    call.start(
        listener -> upstream.call(method, uri, MultiMap.caseInsensitiveMultiMap(), body, listener));
    return call;
  }

  /** Waits for a result, for so long that only a hanging test ever waits in vain. */
  static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException hangs) {
      throw new AssertionError("nothing happened for " + PATIENCE_SECONDS + " s", hangs);
    }
  }

  /** Returns what the generator does now. */
  public GeneratorStats stats() {
    return model.generator().stats();
  }

  @Override
  public void close() {
    model.close();
    await(vertx.close());
  }

  /** Returns the text that tokens make, control tokens by their names. */
  static String text(Tokenizer tokenizer, List<Integer> tokens) {
    Detokenizer decoder = tokenizer.detokenizer(true);
    StringBuilder text = new StringBuilder();
    tokens.forEach(token -> text.append(decoder.next(token)));
    return text.append(decoder.end()).toString();
  }
}
