package dev.pith.ragcache.engine.token;

import dev.pith.ragcache.engine.gguf.GgufMetadata;
import dev.pith.ragcache.engine.gguf.ModelFileException;
import dev.pith.ragcache.engine.token.SpecialTokens.Fragment;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** The tokenizer of a model file: special tokens are cut out, the rest goes through its codec. */
final class VocabularyTokenizer implements Tokenizer {

  private static final String MODEL_KEY = "tokenizer.ggml.model";
  private static final String PRE_KEY = "tokenizer.ggml.pre";
  private static final char REPLACEMENT = '\uFFFD';

  private final Vocabulary vocabulary;
  private final SpecialTokens special;
  private final TextCodec codec;
  private final TextFrame frame;

  private VocabularyTokenizer(Vocabulary vocabulary, TextCodec codec, TextFrame frame) {
    this.vocabulary = vocabulary;
    this.special = new SpecialTokens(vocabulary);
    this.codec = codec;
    this.frame = frame;
  }

  /**
   * Reads the tokenizer of a file.
   *
   * @param preTokenizer the name of the pre-tokenizer to take instead of the file's
   */
  static VocabularyTokenizer read(GgufMetadata metadata, Optional<String> preTokenizer)
      throws ModelFileException {
    String model = metadata.string(MODEL_KEY);
    return switch (model) {
      case "llama" -> readSentencePiece(metadata);
      case "gpt2" -> readBytePair(metadata, preTokenizer);
      default ->
          throw metadata.refuse(
              MODEL_KEY, "is \"" + model + "\"", "llama (SentencePiece) or gpt2 (byte-level BPE)");
    };
  }

  private static VocabularyTokenizer readSentencePiece(GgufMetadata metadata)
      throws ModelFileException {
    Vocabulary vocabulary = Vocabulary.read(metadata);
    TextFrame frame =
        TextFrame.read(metadata, vocabulary, vocabulary.at(1), vocabulary.at(2), true);
    return new VocabularyTokenizer(vocabulary, new SentencePieceCodec(metadata, vocabulary), frame);
  }

  private static VocabularyTokenizer readBytePair(
      GgufMetadata metadata, Optional<String> preTokenizer) throws ModelFileException {
    String name = preTokenizer.isPresent() ? preTokenizer.get() : metadata.string(PRE_KEY);
    PreTokenizer known =
        PreTokenizer.ofName(name)
            .orElseThrow(
                () ->
                    metadata.refuse(
                        PRE_KEY,
                        "is \"" + name + "\"",
                        "one of " + PreTokenizer.allNames() + ", or that one of them is chosen"));
    Vocabulary vocabulary = Vocabulary.read(metadata);
    // ggml's readers take token 11 for begin and end where a file names none: the tokens of one
    // model family of old, and a comma in most others.
    TextFrame frame =
        TextFrame.read(
            metadata, vocabulary, OptionalInt.empty(), OptionalInt.empty(), known.addsBos());
    return new VocabularyTokenizer(
        vocabulary, new BytePairCodec(metadata, vocabulary, known), frame);
  }

  @Override
  public int size() {
    return vocabulary.size();
  }

  @Override
  public int[] encode(List<TextPiece> pieces, boolean addSpecial) {
    StringBuilder joined = new StringBuilder();
    BitSet controlAllowed = new BitSet();
    for (TextPiece piece : pieces) {
      joined.append(piece.text());
      controlAllowed.set(
          joined.length() - piece.text().length(), joined.length(), piece.parseSpecial());
    }
    String text = wellFormed(joined);
    IntStream.Builder tokens = IntStream.builder();
    if (addSpecial && frame.addsBos()) {
      frame.bos().ifPresent(tokens::add);
    }
    boolean opens = true;
    for (Fragment fragment : special.split(text, controlAllowed)) {
      if (fragment.token() == SpecialTokens.ORDINARY) {
        codec.encode(text.substring(fragment.from(), fragment.to()), opens, tokens);
      } else {
        tokens.add(fragment.token());
      }
      opens = fragment.token() != SpecialTokens.ORDINARY;
    }
    if (addSpecial && frame.addsEos()) {
      frame.eos().ifPresent(tokens::add);
    }
    return tokens.build().toArray();
  }

  @Override
  public byte[] bytes(int token, boolean renderSpecial) {
    if (!renderSpecial && isControl(token)) {
      return new byte[0];
    }
    return isSpecial(token) ? nameOf(token).getBytes(StandardCharsets.UTF_8) : codec.bytes(token);
  }

  @Override
  public Detokenizer detokenizer(boolean renderSpecial) {
    return new Utf8Detokenizer(this, renderSpecial, codec.addsSpace());
  }

  @Override
  public Detokenizer continuation(int previous, boolean renderSpecial) {
    return new Utf8Detokenizer(this, renderSpecial, opensAfter(previous));
  }

  @Override
  public OptionalInt idOf(String token) {
    return vocabulary.idOf(token);
  }

  @Override
  public String nameOf(int token) {
    return vocabulary.text(check(token));
  }

  @Override
  public boolean isControl(int token) {
    return vocabulary.type(check(token)).isControl();
  }

  @Override
  public OptionalInt bos() {
    return frame.bos();
  }

  @Override
  public OptionalInt eos() {
    return frame.eos();
  }

  @Override
  public boolean endsGeneration(int token) {
    return frame.ends().get(check(token));
  }

  /** Tells whether a token is cut out of a text before anything else. */
  boolean isSpecial(int token) {
    return vocabulary.type(check(token)).isSpecial();
  }

  /** Tells whether a space was put before a text that follows a token. */
  boolean opensAfter(int token) {
    return codec.addsSpace() && isSpecial(token);
  }

  private int check(int token) {
    if (token < 0 || token >= size()) {
      throw new IllegalArgumentException("token must be in [0, " + size() + "): " + token);
    }
    return token;
  }

  /** Returns the text with U+FFFD for each surrogate that has no partner. */
  private static String wellFormed(StringBuilder text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (Character.getType(text.codePointAt(i)) == Character.SURROGATE) {
        text.setCharAt(i, REPLACEMENT);
      }
    }
    return text.toString();
  }
}
