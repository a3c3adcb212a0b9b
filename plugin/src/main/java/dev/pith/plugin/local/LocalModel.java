package dev.pith.plugin.local;

import dev.pith.plugin.local.reply.Choice;
import dev.pith.plugin.local.request.BadParameterException;
import dev.pith.plugin.local.request.Prompt;
import dev.pith.plugin.local.request.PromptTemplate;
import dev.pith.plugin.local.request.ToolUse;
import dev.pith.ragcache.engine.KvEngine;
import dev.pith.ragcache.engine.Transformer;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.gguf.GgufTensor;
import dev.pith.ragcache.engine.math.Kernels;
import dev.pith.ragcache.engine.math.TensorType;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.generate.Generation;
import dev.pith.ragcache.generate.GenerationRequest;
import dev.pith.ragcache.generate.Generator;
import dev.pith.ragcache.generate.GeneratorSettings;
import dev.pith.ragcache.reuse.ReusePolicy;
import dev.pith.ragcache.reuse.ReuseReport;
import dev.pith.verifier.trace.ThinkTags;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A model that is loaded and ready to generate. Thread-safe. */
public final class LocalModel implements AutoCloseable {

  private final String name;
  private final KvEngine engine;
  private final Tokenizer tokenizer;
  private final PromptTemplate template;
  private final Generator generator;
  private final String description;
  private final Map<String, Object> facts;
  private @Nullable LocalChunks chunks;
  private volatile @Nullable ToolForm toolForm;

  /**
   * Takes charge of an engine.
   *
   * @param name what clients call the model
   * @param description what it is and how it runs, in one line
   * @param engine closed with this
   * @param facts what the status page tells about it
   */
  LocalModel(
      String name,
      String description,
      KvEngine engine,
      Tokenizer tokenizer,
      PromptTemplate template,
      GeneratorSettings settings,
      Map<String, Object> facts) {
    this.name = name;
    this.description = description;
    this.engine = engine;
    this.tokenizer = tokenizer;
    this.template = template;
    this.generator = Generator.start(engine, tokenizer, settings);
    this.facts = facts;
  }

  /**
   * Loads a model, from its file or the one that comes with Pith; the weights of a file stay in it,
   * and it must not change while the model is open.
   *
   * @throws IOException when the file cannot be read, or describes a model that cannot be run; the
   *     message names the file, what was found and what was expected
   */
  public static LocalModel open(ModelSettings settings) throws IOException {
    Path path = settings.file();
    GgufFile file = path == null ? EmbeddedModel.file() : read(path);
    Tokenizer tokenizer = Tokenizer.of(file.metadata());
    PromptTemplate template = ChatTemplate.of(file.metadata(), tokenizer);
    Transformer engine = Transformer.load(file, settings.engine());
    long parameters = parameters(file);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("architecture", engine.config().architecture());
    facts.put("parameters", parameters);
    facts.put("weights", weightTypes(file));
    facts.put("kernels", Kernels.best().name());
    facts.put("threads", settings.engine().threads());
    facts.put("kvType", settings.engine().kvType());
    LocalModel model =
        new LocalModel(
            nameOf(file.path()),
            describe(facts, parameters),
            engine,
            tokenizer,
            template,
            settings.generator(),
            facts);
    model.reuseChunks(settings);
    return model;
  }

  /** Returns what clients call the model: the name of its file, without the ending. */
  public String name() {
    return name;
  }

  /** Returns what it is and how it runs, in one line. */
  public String description() {
    return description;
  }

  /** Returns a name that changes when the same request might be answered otherwise. */
  String fingerprint() {
    return "pith-" + Integer.toHexString(facts.hashCode());
  }

  /** Tells whether the model can be asked in turns. */
  public boolean hasChatTemplate() {
    return template != PromptTemplate.NONE;
  }

  /** Tells whether think tags are control tokens of this model, which its text leaves out. */
  public boolean hidesThinkTags() {
    return hides(ThinkTags.KNOWN.stream().flatMap(pair -> Stream.of(pair.start(), pair.end())));
  }

  private boolean hides(Stream<String> tags) {
    return tags.map(tokenizer::idOf)
        .anyMatch(token -> token.isPresent() && tokenizer.isControl(token.getAsInt()));
  }

  /**
   * Makes sure that this model can be offered tools.
   *
   * @throws BadParameterException when its chat template has no place for them, or has calls
   *     written in a form that is not read here
   */
  public void requireTools() throws BadParameterException {
    ToolForm form = toolForm;
    if (form == null) {
      form = ToolForm.of(template);
      toolForm = form;
    }
    if (form != ToolForm.TAGGED_JSON) {
      throw BadParameterException.unsupported(
          "tools",
          "tools are not supported by the embedded engine with "
              + name
              + ": its chat template has "
              + (form == ToolForm.NONE
                  ? "no place for them"
                  : "calls written in another form than <tool_call>{\"name\": ..,"
                      + " \"arguments\": {..}}</tool_call>"));
    }
  }

  /**
   * Tells whether tags in an answer are control tokens of this model, which its text leaves out.
   *
   * @param tools whether the tags of calls of tools matter, too
   */
  public boolean hidesTags(ToolUse tools) {
    return hidesThinkTags() || (tools != ToolUse.NONE && hides(Choice.TOOL_TAGS.stream()));
  }

  /** Returns what makes tokens of a text. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** Returns what makes a prompt of a conversation. */
  public PromptTemplate template() {
    return template;
  }

  /** Returns what computes, which the generator uses too; closed with this. */
  public KvEngine engine() {
    return engine;
  }

  /** Finds the retrieved chunks of a prompt, when their KV is reused; takes some time. */
  public Prompt withChunks(Prompt prompt) {
    return chunks == null ? prompt : prompt.withChunks(tokenizer);
  }

  /**
   * Queues a request.
   *
   * @param prompt the request's prompt, with the chunks that were found in it
   * @param request the rest of it
   * @throws IllegalArgumentException as {@link Generator#submit} does
   */
  public Generation submit(
      Prompt prompt, GenerationRequest.Builder request, Generation.Listener listener) {
    GenerationRequest built = request.build();
    // The answer that is continued has the KV already, chunks included, and must not wait.
    return chunks == null || prompt.chunks().isEmpty() || built.continuesAnswer()
        ? generator.submit(built, listener)
        : chunks.submit(prompt.chunks().get(), request, listener);
  }

  /**
   * Reads a prompt only to keep the KV of its chunks, as it is behind the chunks before them; takes
   * as long as the prefill.
   *
   * @return what was done; empty when no chunk was found, or chunks are not reused
   */
  public Optional<ReuseReport> keepChunks(Prompt prompt) {
    LocalChunks kept = chunks;
    return kept == null ? Optional.empty() : withChunks(prompt).chunks().map(kept::keep);
  }

  /** Shows in a registry what it does. */
  void register(MeterRegistry registry) {
    if (chunks != null) {
      chunks.register(registry);
    }
  }

  /** Returns what generates; closed with this. */
  public Generator generator() {
    return generator;
  }

  /** Returns what it is and what it has done, for the status page. */
  Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>(facts);
    status.put("contextTokens", generator.contextTokens());
    status.put("generator", generator.stats());
    if (chunks != null) {
      status.put("chunks", chunks.status());
    }
    return status;
  }

  /** Breaks all generations off and frees the engine. */
  @Override
  public void close() {
    if (chunks != null) {
      chunks.close();
    }
    generator.close();
    engine.close();
  }

  /** Before anybody else has the model. */
  private void reuseChunks(ModelSettings settings) throws IOException {
    Optional<ReusePolicy> policy = settings.chunkReuse().policy();
    if (policy.isPresent()) {
      Path file = settings.file();
      String weights = file == null ? EmbeddedModel.fingerprint() : ModelFingerprint.of(file);
      String kv = weights + " " + settings.engine().kvType() + " " + engine.config();
      chunks = LocalChunks.open(policy.get(), settings.chunkReuse(), engine, generator, kv);
    }
  }

  private static GgufFile read(Path file) throws IOException {
    try {
      return GgufFile.open(file);
    } catch (FileSystemException unreadable) {
      throw new IOException("cannot read the model file " + file, unreadable);
    }
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName()).replaceFirst("(?i)\\.gguf$", "");
  }

  private static long parameters(GgufFile file) {
    return file.tensors().stream().mapToLong(LocalModel::values).sum();
  }

  private static long values(GgufTensor tensor) {
    return tensor.dims().stream().reduce(1L, Math::multiplyExact);
  }

  /** Returns the types of the matrices, the one with most bytes first. */
  private static String weightTypes(GgufFile file) {
    Map<TensorType, Long> bytes = new EnumMap<>(TensorType.class);
    for (GgufTensor tensor : file.tensors()) {
      if (tensor.dims().size() > 1) {
        bytes.merge(tensor.type(), tensor.bytes(), Long::sum);
      }
    }
    return bytes.entrySet().stream()
        .sorted(Map.Entry.<TensorType, Long>comparingByValue().reversed())
        .map(each -> each.getKey().name())
        .collect(Collectors.joining("+"));
  }

  private static String describe(Map<String, Object> facts, long parameters) {
    return String.format(
        Locale.ROOT,
        "%s, %.1f M parameters in %s, KV in %s, threads: %s, kernels: %s",
        facts.get("architecture"),
        parameters / 1e6,
        facts.get("weights"),
        facts.get("kvType"),
        facts.get("threads"),
        facts.get("kernels"));
  }
}
