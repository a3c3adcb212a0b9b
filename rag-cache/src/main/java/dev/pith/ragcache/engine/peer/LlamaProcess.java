package dev.pith.ragcache.engine.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that runs llama.cpp's natives: one model, one context, calls one after another.
 *
 * <p>Every method throws {@link IOException} when the natives refuse, with what they logged, and
 * when the process has died, with its exit code and what it wrote. Not thread-safe.
 */
public final class LlamaProcess implements AutoCloseable {

  /**
   * A row of a call.
   *
   * @param wantsLogits whether its logits are answered
   */
  public record Row(int sequence, int position, int token, boolean wantsLogits) {}

  /**
   * The answer to a call.
   *
   * @param nanos how long the natives took
   * @param logits those of each row that wanted them, in order
   */
  public record Decoded(long nanos, List<float[]> logits) {}

  private static final int GGML_F32 = 0;
  private static final int GGML_F16 = 1;

  private static final byte LOAD = 1;
  private static final byte DECODE = 2;
  private static final byte MASSES = 3;
  private static final byte CLEAR = 4;
  private static final byte SEQ_RM = 5;
  private static final byte SEQ_CP = 6;
  private static final byte SEQ_ADD = 7;
  private static final byte TOKENIZE = 8;
  private static final byte PIECE = 9;

  private final DriverPipe pipe;
  private int vocabulary;

  private LlamaProcess(DriverPipe pipe) {
    this.pipe = pipe;
  }

  /**
   * Starts the process.
   *
   * @param java the launcher of a JDK 22 or newer, see {@link NewerJava}
   */
  public static LlamaProcess start(Path java, LlamaNatives natives) throws IOException {
    return new LlamaProcess(DriverPipe.start(java, natives));
  }

  /** Loads a model and makes an empty context for it, in place of what was loaded. */
  public void load(Path model, LlamaSettings settings) throws IOException {
    byte[] path = model.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer answer =
        pipe.call(
            command(LOAD, path.length + 26)
                .putInt(path.length)
                .put(path)
                .put(flag(false))
                .putInt(settings.contextTokens())
                .putInt(settings.batchRows())
                .putInt(settings.sequences())
                .putInt(settings.threads())
                .putInt(settings.halfKv() ? GGML_F16 : GGML_F32)
                .put(flag(settings.observed())));
    vocabulary = answer.getInt();
  }

  /** Loads the tokenizer of a model file, which need not hold tensors. */
  public void loadVocabulary(Path model) throws IOException {
    byte[] path = model.toString().getBytes(StandardCharsets.UTF_8);
    pipe.call(command(LOAD, path.length + 5).putInt(path.length).put(path).put(flag(true)));
  }

  /** Runs rows in one call. */
  public Decoded decode(List<Row> rows) throws IOException {
    return decode(rows, false);
  }

  /** Runs rows one after another, each in a call of its own, as text is generated. */
  public Decoded decodeOneByOne(List<Row> rows) throws IOException {
    return decode(rows, true);
  }

  private Decoded decode(List<Row> rows, boolean oneByOne) throws IOException {
    ByteBuffer command = command(DECODE, 5 + 13 * rows.size()).put(flag(oneByOne));
    command.putInt(rows.size());
    for (Row row : rows) {
      command.putInt(row.sequence).putInt(row.position).putInt(row.token);
      command.put(flag(row.wantsLogits));
    }
    ByteBuffer answer = pipe.call(command);
    int status = answer.getInt();
    if (status != 0) {
      throw new IOException("llama_decode refuses " + rows.size() + " rows: status " + status);
    }
    return new Decoded(
        answer.getLong(),
        Stream.generate(() -> floats(answer, vocabulary))
            .limit(answer.remaining() / (4L * vocabulary))
            .toList());
  }

  /**
   * Returns where the rows of the last call attended, averaged over heads.
   *
   * @param positions one more than the highest position that is present
   * @return attention by layer, row and position
   */
  public float[][][] masses(int positions) throws IOException {
    ByteBuffer answer = pipe.call(command(MASSES, 4).putInt(positions));
    float[][][] masses = new float[answer.getInt()][answer.getInt()][];
    for (float[][] layer : masses) {
      Arrays.setAll(layer, row -> floats(answer, positions));
    }
    return masses;
  }

  /** Forgets the KV of all sequences. */
  public void clear() throws IOException {
    pipe.call(command(CLEAR, 0));
  }

  /** Removes the positions {@code from} (included) to {@code to} (excluded). */
  public void remove(int sequence, int from, int to) throws IOException {
    pipe.call(command(SEQ_RM, 12).putInt(sequence).putInt(from).putInt(to));
  }

  /** Gives a sequence the KV of another one at the positions from {@code from} up to {@code to}. */
  public void copy(int source, int target, int from, int to) throws IOException {
    pipe.call(command(SEQ_CP, 16).putInt(source).putInt(target).putInt(from).putInt(to));
  }

  /** Moves positions by {@code delta}: their keys are rotated when next used. */
  public void move(int sequence, int from, int to, int delta) throws IOException {
    pipe.call(command(SEQ_ADD, 16).putInt(sequence).putInt(from).putInt(to).putInt(delta));
  }

  /** Returns the token ids of a text; see llama_tokenize for the flags. */
  public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer answer =
        pipe.call(
            command(TOKENIZE, bytes.length + 6)
                .put(flag(addSpecial))
                .put(flag(parseSpecial))
                .putInt(bytes.length)
                .put(bytes));
    int[] ids = new int[answer.getInt()];
    answer.asIntBuffer().get(ids);
    return ids;
  }

  /**
   * Returns the bytes that a token stands for.
   *
   * @param renderSpecial whether control tokens are written out
   */
  public byte[] piece(int token, boolean renderSpecial) throws IOException {
    ByteBuffer answer = pipe.call(command(PIECE, 5).putInt(token).put(flag(renderSpecial)));
    byte[] bytes = new byte[answer.remaining()];
    answer.get(bytes);
    return bytes;
  }

  /** Tells whether the process still runs; it ends when the natives crash. */
  public boolean isAlive() {
    return pipe.isAlive();
  }

  /** Ends the process and removes what was written for it. */
  @Override
  public void close() {
    pipe.close();
  }

  private static ByteBuffer command(byte number, int bytes) {
    return ByteBuffer.allocate(1 + bytes).order(ByteOrder.LITTLE_ENDIAN).put(number);
  }

  private static byte flag(boolean set) {
    return (byte) (set ? 1 : 0);
  }

  private static float[] floats(ByteBuffer in, int count) {
    float[] values = new float[count];
    in.asFloatBuffer().get(values);
    in.position(in.position() + 4 * count);
    return values;
  }
}
