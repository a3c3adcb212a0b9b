package dev.pith.plugin.local;

import dev.pith.plugin.local.request.PromptTemplate;
import dev.pith.ragcache.engine.ScriptedEngine;
import dev.pith.ragcache.engine.gguf.GgufFile;
import dev.pith.ragcache.engine.token.Tokenizer;
import dev.pith.ragcache.generate.GeneratorSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Models that write what a script says, with a tokenizer of bytes and the turns of ChatML. */
public final class ScriptedModels {

  /** What clients call them. */
  public static final String NAME = "scripted";

  private static final String TURN = "<|im_start|>assistant\n";

  /** Says what the assistant writes. */
  @FunctionalInterface
  public interface Script {
    /**
     * Returns all that the assistant will have written in the end.
     *
     * @param conversation what the model has read up to the assistant's turn
     * @param written what it has written of that turn, which the result begins with
     */
    String answer(String conversation, String written);
  }

  private ScriptedModels() {}

  /** Returns a model with every default. */
  public static LocalModel of(Script script) {
    return of(script, settings -> settings);
  }

  /** Returns a model with other settings of its generator. */
  public static LocalModel of(Script script, UnaryOperator<GeneratorSettings> change) {
    return of("", script, change);
  }

  /** Returns a model that cannot be asked in turns. */
  public static LocalModel withoutTemplate(Script script) {
    return of(file(""), tokenizer -> PromptTemplate.NONE, script, settings -> settings);
  }

  /**
   * Returns a model with a chat template of its own.
   *
   * @param source of the template, whose turns are those of ChatML; empty for the plainest one
   */
  public static LocalModel of(
      String source, Script script, UnaryOperator<GeneratorSettings> change) {
    GgufFile file = file(source);
    return of(
        file,
        tokenizer ->
            source.isEmpty()
                ? ChatTemplate.chatMl(tokenizer)
                : ChatTemplate.of(file.metadata(), tokenizer),
        script,
        change);
  }

  /** Makes a template. */
  private interface Templates {
    PromptTemplate of(Tokenizer tokenizer) throws IOException;
  }

  private static GgufFile file(String template) {
    try {
      return GgufFile.open(EngineBed.modelFile(template));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static LocalModel of(
      GgufFile file, Templates templates, Script script, UnaryOperator<GeneratorSettings> change) {
    try {
      Tokenizer tokenizer = Tokenizer.of(file.metadata());
      int end = tokenizer.eos().orElseThrow();
      ScriptedEngine engine =
          new ScriptedEngine(
              tokenizer.size(),
              tokens -> {
                String all = EngineBed.text(tokenizer, tokens);
                int turn = all.lastIndexOf(TURN);
                String conversation = turn < 0 ? all : all.substring(0, turn);
                String written = turn < 0 ? "" : all.substring(turn + TURN.length());
                String left = script.answer(conversation, written).substring(written.length());
                return left.isEmpty() ? end : tokenizer.encode(left, false, false)[0];
              });
      return new LocalModel(
          NAME,
          "a scripted model",
          engine,
          tokenizer,
          templates.of(tokenizer),
          change.apply(GeneratorSettings.defaults()),
          Map.of());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
