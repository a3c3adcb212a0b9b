import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs llama.cpp's natives for a process that cannot: reads commands on standard input and writes an
 * answer to each on standard output. A crash of the natives ends this process only.
 *
 * <p>Start: {@code java --enable-native-access=ALL-UNNAMED Llama.java BUILD LIBRARY} on a JDK 22 or
 * newer, where BUILD is a constant of {@link Build}. A frame is an i32 with the length of what
 * follows, then that; all numbers are little endian. A command begins with its number (u8). An
 * answer begins with a u8: 0 for the result, 1 for an error, whose text follows. The first answer
 * comes before any command, once the library is loaded and its structs checked; it begins with 2,
 * and the reason follows, when the library cannot be loaded on this machine. Strings are an i32
 * byte length and UTF-8. The end of the input ends the process.
 *
 * <pre>
 *  1 LOAD      string path, u8 vocabularyOnly, i32 contextTokens, i32 batchRows, i32 sequences,
 *              i32 threads, i32 kvType (as ggml numbers it), u8 observed
 *              -> i32 vocabulary, i32 layers
 *  2 DECODE    u8 oneByOne, i32 n, n x (i32 sequence, i32 position, i32 token, u8 wantsLogits)
 *              -> i32 status of llama_decode, i64 nanoseconds, the f32 logits of each wanting row
 *  3 MASSES    i32 positions -> i32 layers, i32 rows, f32 [layer][row][position]
 *  4 CLEAR     -> nothing
 *  5 SEQ_RM    i32 sequence, i32 from, i32 to -> nothing
 *  6 SEQ_CP    i32 source, i32 target, i32 from, i32 to -> nothing
 *  7 SEQ_ADD   i32 sequence, i32 from, i32 to, i32 delta -> nothing
 *  8 TOKENIZE  u8 addSpecial, u8 parseSpecial, string text -> i32 n, n x i32
 *  9 PIECE     i32 token, u8 special -> the bytes that the token stands for
 * </pre>
 *
 * <p>DECODE runs its rows in one call of llama_decode or, one by one, each in a call of its own; the
 * time is that of the calls. MASSES answers for the last DECODE of an observed context: where each
 * row attends, averaged over heads.
 */
final class Llama {
  private final Natives natives;
  private final Attention attention;
  private MemorySegment model = MemorySegment.NULL;
  private MemorySegment context = MemorySegment.NULL;
  private int vocabulary;
  private int layers;
  private int sequences;

  private Llama(Natives natives) throws Throwable {
    this.natives = natives;
    attention = new Attention(natives);
  }

  /** Serves commands until the input ends. */
  public static void main(String[] args) throws Throwable {
    OutputStream out = takeStandardOutput();
    DataInputStream in = new DataInputStream(System.in);
    Natives natives;
    Llama llama;
    try {
      natives = new Natives(Build.valueOf(args[0]), Path.of(args[1]));
      llama = new Llama(natives);
      answer(out, 0, new byte[0]);
    } catch (Natives.NotLoadedException failure) {
      answer(out, 2, failure.getMessage().getBytes(StandardCharsets.UTF_8));
      return;
    } catch (Throwable failure) {
      answer(out, 1, failure.toString().getBytes(StandardCharsets.UTF_8));
      return;
    }
    while (true) {
      byte[] frame;
      try {
        frame = new byte[Integer.reverseBytes(in.readInt())];
        in.readFully(frame);
      } catch (EOFException end) {
        return;
      }
      natives.log.setLength(0);
      try {
        answer(out, 0, llama.serve(ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN)).array());
      } catch (Throwable failure) {
        String said = natives.log.isEmpty() ? "" : "; llama.cpp says: " + natives.log;
        answer(out, 1, (failure + said).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /**
   * Returns what was standard output, which becomes standard error: answers stay clean, whatever the
   * natives, the JVM or a debugger that a crash starts may print.
   */
  private static OutputStream takeStandardOutput() throws Throwable {
    OutputStream out = new FileOutputStream("/proc/self/fd/1");
    Linker linker = Linker.nativeLinker();
    MethodHandle dup2 =
        linker.downcallHandle(
            linker.defaultLookup().find("dup2").orElseThrow(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    if ((int) dup2.invoke(2, 1) != 1) {
      throw new IOException("standard output cannot be moved");
    }
    return out;
  }

  private static void answer(OutputStream out, int kind, byte[] body) throws IOException {
    out.write(buffer(5).putInt(1 + body.length).put((byte) kind).array());
    out.write(body);
    out.flush();
  }

  private ByteBuffer serve(ByteBuffer in) throws Throwable {
    byte command = in.get();
    if (context.equals(MemorySegment.NULL) && command >= 2 && command <= 7) {
      throw new IllegalStateException("no context: command " + command);
    }
    return switch (command) {
      case 1 -> load(in);
      case 2 -> decode(in);
      case 3 -> attention.masses(context, sequences, layers, in.getInt());
      case 4 -> onKv("clear", in, 0);
      case 5 -> onKv("seq_rm", in, 3);
      case 6 -> onKv("seq_cp", in, 4);
      case 7 -> onKv("seq_add", in, 4);
      case 8 -> tokenize(in.get() != 0, in.get() != 0, string(in));
      case 9 -> piece(in.getInt(), in.get() != 0);
      default -> throw new IllegalArgumentException("no such command: " + command);
    };
  }

  private ByteBuffer load(ByteBuffer in) throws Throwable {
    free();
    Build build = natives.build;
    String path = string(in);
    boolean vocabularyOnly = in.get() != 0;
    MemorySegment params = natives.defaults("llama_model_default_params", build.modelBytes);
    params.set(JAVA_BOOLEAN, build.vocabularyOnly, vocabularyOnly);
    try (Arena arena = Arena.ofConfined()) {
      model =
          (MemorySegment)
              natives
                  .function(
                      "llama_model_load_from_file", ADDRESS, ADDRESS, struct(build.modelBytes))
                  .invoke(arena.allocateFrom(path), params);
    }
    if (model.equals(MemorySegment.NULL)) {
      throw new IllegalArgumentException("the model does not load: " + path);
    }
    vocabulary =
        (int) natives.function("llama_vocab_n_tokens", JAVA_INT, ADDRESS).invoke(vocabulary());
    layers = (int) natives.function("llama_model_n_layer", JAVA_INT, ADDRESS).invoke(model);
    if (!vocabularyOnly) {
      newContext(in);
    }
    return buffer(8).putInt(vocabulary).putInt(layers);
  }

  private void newContext(ByteBuffer in) throws Throwable {
    Build build = natives.build;
    MemorySegment params = natives.defaults("llama_context_default_params", build.contextBytes);
    params.set(JAVA_INT, Build.CONTEXT_TOKENS, in.getInt());
    int rows = in.getInt();
    params.set(JAVA_INT, Build.BATCH_ROWS, rows);
    params.set(JAVA_INT, Build.MICRO_BATCH_ROWS, rows);
    sequences = in.getInt();
    params.set(JAVA_INT, Build.SEQUENCES, sequences);
    int threads = in.getInt();
    params.set(JAVA_INT, build.threads, threads);
    params.set(JAVA_INT, build.threads + 4, threads);
    int kvType = in.getInt();
    params.set(JAVA_INT, build.keyType, kvType);
    params.set(JAVA_INT, build.keyType + 4, kvType);
    if (in.get() != 0) {
      params.set(ADDRESS, build.evalCallback, attention.callback());
    }
    build.choosePlainAttention(params);
    context =
        (MemorySegment)
            natives
                .function("llama_init_from_model", ADDRESS, ADDRESS, struct(build.contextBytes))
                .invoke(model, params);
    if (context.equals(MemorySegment.NULL)) {
      throw new IllegalArgumentException("no context for the model");
    }
  }

  private void free() throws Throwable {
    if (!context.equals(MemorySegment.NULL)) {
      natives.function("llama_free", null, ADDRESS).invoke(context);
      context = MemorySegment.NULL;
    }
    if (!model.equals(MemorySegment.NULL)) {
      natives.function("llama_model_free", null, ADDRESS).invoke(model);
      model = MemorySegment.NULL;
    }
  }

  private ByteBuffer decode(ByteBuffer in) throws Throwable {
    boolean oneByOne = in.get() != 0;
    int n = in.getInt();
    int[] rows = new int[3 * n];
    boolean[] wanting = new boolean[n];
    int wanted = 0;
    for (int row = 0; row < n; row++) {
      in.asIntBuffer().get(rows, 3 * row, 3);
      in.position(in.position() + 12);
      wanting[row] = in.get() != 0;
      wanted += wanting[row] ? 1 : 0;
    }
    MethodHandle run = natives.function("llama_decode", JAVA_INT, ADDRESS, struct(Build.BATCH_BYTES));
    MethodHandle await = natives.function("llama_synchronize", null, ADDRESS);
    ByteBuffer out = buffer(12 + 4 * wanted * vocabulary).position(12);
    attention.clear();
    long nanos = 0;
    int status = 0;
    int step = oneByOne ? 1 : n;
    for (int row = 0; row < n && status == 0; row += step) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment batch = batch(arena, rows, wanting, row, step);
        long start = System.nanoTime();
        status = (int) run.invoke(context, batch);
        await.invoke(context);
        nanos += System.nanoTime() - start;
        for (int i = 0; i < step && status == 0; i++) {
          if (wanting[row + i]) {
            copyLogits(i, out);
          }
        }
      }
    }
    return out.putInt(0, status).putLong(4, nanos);
  }

  /** Returns a llama_batch of {@code n} rows, starting with row {@code from}. */
  private static MemorySegment batch(
      Arena arena, int[] rows, boolean[] wanting, int from, int n) {
    MemorySegment tokens = arena.allocate(JAVA_INT, n);
    MemorySegment positions = arena.allocate(JAVA_INT, n);
    MemorySegment counts = arena.allocate(JAVA_INT, n);
    MemorySegment sequences = arena.allocate(JAVA_INT, n);
    MemorySegment pointers = arena.allocate(ADDRESS, n);
    MemorySegment logits = arena.allocate(n);
    for (int i = 0; i < n; i++) {
      int row = 3 * (from + i);
      sequences.setAtIndex(JAVA_INT, i, rows[row]);
      positions.setAtIndex(JAVA_INT, i, rows[row + 1]);
      tokens.setAtIndex(JAVA_INT, i, rows[row + 2]);
      counts.setAtIndex(JAVA_INT, i, 1);
      pointers.setAtIndex(ADDRESS, i, sequences.asSlice(4L * i));
      logits.set(JAVA_BOOLEAN, i, wanting[from + i]);
    }
    MemorySegment batch = arena.allocate(struct(Build.BATCH_BYTES));
    batch.set(JAVA_INT, 0, n);
    batch.set(ADDRESS, 8, tokens);
    batch.set(ADDRESS, 24, positions);
    batch.set(ADDRESS, 32, counts);
    batch.set(ADDRESS, 40, pointers);
    batch.set(ADDRESS, 48, logits);
    return batch;
  }

  private void copyLogits(int row, ByteBuffer out) throws Throwable {
    MemorySegment logits =
        (MemorySegment)
            natives
                .function("llama_get_logits_ith", ADDRESS, ADDRESS, JAVA_INT)
                .invoke(context, row);
    out.put(logits.reinterpret(4L * vocabulary).asByteBuffer());
  }

  /** Calls one of the functions that change the KV, with so many numbers of the command. */
  private ByteBuffer onKv(String name, ByteBuffer in, int numbers) throws Throwable {
    MemorySegment target = context;
    if (natives.build == Build.V0_5_0) {
      target =
          (MemorySegment) natives.function("llama_get_memory", ADDRESS, ADDRESS).invoke(context);
    }
    List<Object> arguments = new ArrayList<>(List.of(target));
    List<MemoryLayout> layouts = new ArrayList<>(List.of(ADDRESS));
    for (int i = 0; i < numbers; i++) {
      arguments.add(in.getInt());
      layouts.add(JAVA_INT);
    }
    MemoryLayout result = null;
    if (name.equals("seq_rm")) {
      result = JAVA_BOOLEAN;
    } else if (name.equals("clear") && natives.build == Build.V0_5_0) {
      arguments.add(true); // the data too
      layouts.add(JAVA_BOOLEAN);
    }
    Object answer =
        natives
            .function(natives.build.kvPrefix + name, result, layouts.toArray(MemoryLayout[]::new))
            .invokeWithArguments(arguments);
    if (Boolean.FALSE.equals(answer)) {
      throw new IllegalArgumentException(name + " refused " + arguments.subList(1, numbers + 1));
    }
    return buffer(0);
  }

  private MemorySegment vocabulary() throws Throwable {
    if (model.equals(MemorySegment.NULL)) {
      throw new IllegalStateException("no model");
    }
    return (MemorySegment)
        natives.function("llama_model_get_vocab", ADDRESS, ADDRESS).invoke(model);
  }

  private ByteBuffer tokenize(boolean addSpecial, boolean parseSpecial, String text)
      throws Throwable {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Arena arena = Arena.ofConfined()) {
      int room = bytes.length + 8;
      MemorySegment ids = arena.allocate(JAVA_INT, room);
      int n =
          (int)
              natives
                  .function(
                      "llama_tokenize",
                      JAVA_INT,
                      ADDRESS,
                      ADDRESS,
                      JAVA_INT,
                      ADDRESS,
                      JAVA_INT,
                      JAVA_BOOLEAN,
                      JAVA_BOOLEAN)
                  .invoke(
                      vocabulary(),
                      arena.allocateFrom(JAVA_BYTE, bytes),
                      bytes.length,
                      ids,
                      room,
                      addSpecial,
                      parseSpecial);
      if (n < 0) {
        throw new IllegalStateException(-n + " tokens do not fit " + room);
      }
      return buffer(4 + 4 * n).putInt(n).put(ids.asSlice(0, 4L * n).asByteBuffer());
    }
  }

  private ByteBuffer piece(int token, boolean special) throws Throwable {
    MethodHandle toPiece =
        natives.function(
            "llama_token_to_piece",
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_BOOLEAN);
    int room = 256;
    while (true) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment bytes = arena.allocate(room);
        int n = (int) toPiece.invoke(vocabulary(), token, bytes, room, 0, special);
        if (n >= 0) {
          return buffer(n).put(bytes.asSlice(0, n).asByteBuffer());
        }
        room = -n;
      }
    }
  }

  static MemoryLayout struct(int bytes) {
    return MemoryLayout.structLayout(MemoryLayout.sequenceLayout(bytes / 8, JAVA_LONG));
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String string(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}

/**
 * A build of llama.cpp: where its structs have what is set or read, in bytes from their start.
 * Structs of these sizes are passed in memory, so that one that is declared too long does no harm.
 */
enum Build {
  /** The build in the Maven artefact de.kherud:llama:4.2.0. */
  B4916(64, 56, 57, 120, 16, 88, 72, "llama_kv_self_"),
  /** The build in the npm package @node-llama-cpp/linux-x64 3.22.1, which knows qwen3. */
  V0_5_0(96, 72, 28, 192, 28, 104, 88, "llama_memory_");

  static final int CONTEXT_TOKENS = 0;
  static final int BATCH_ROWS = 4;
  static final int MICRO_BATCH_ROWS = 8;
  static final int SEQUENCES = 12;
  static final int BATCH_BYTES = 56;

  final int modelBytes;
  final int vocabularyOnly;
  final int mapped;
  final int contextBytes;
  final int threads;
  final int keyType;
  final int evalCallback;
  final String kvPrefix;

  Build(
      int modelBytes,
      int vocabularyOnly,
      int mapped,
      int contextBytes,
      int threads,
      int keyType,
      int evalCallback,
      String kvPrefix) {
    this.modelBytes = modelBytes;
    this.vocabularyOnly = vocabularyOnly;
    this.mapped = mapped;
    this.contextBytes = contextBytes;
    this.threads = threads;
    this.keyType = keyType;
    this.evalCallback = evalCallback;
    this.kvPrefix = kvPrefix;
  }

  /** Throws when the library's own defaults are not where this build has them. */
  void check(MemorySegment modelParams, MemorySegment contextParams) {
    String found =
        "n_ctx %d, n_batch %d, n_ubatch %d, type_k %d, vocab_only %d, mapped %d"
            .formatted(
                contextParams.get(JAVA_INT, CONTEXT_TOKENS),
                contextParams.get(JAVA_INT, BATCH_ROWS),
                contextParams.get(JAVA_INT, MICRO_BATCH_ROWS),
                contextParams.get(JAVA_INT, keyType),
                modelParams.get(JAVA_BYTE, vocabularyOnly),
                modelParams.get(JAVA_BYTE, mapped));
    String expected = "n_ctx 512, n_batch 2048, n_ubatch 512, type_k 1, vocab_only 0, mapped 1";
    if (!found.equals(expected)) {
      throw new IllegalStateException(
          "not the structs of " + this + ": expected " + expected + ", found " + found);
    }
  }

  /** Turns fused attention off, and lets all sequences share one KV where that is a choice. */
  void choosePlainAttention(MemorySegment contextParams) {
    if (this == B4916) {
      contextParams.set(JAVA_BYTE, 99, (byte) 0); // flash_attn
    } else {
      contextParams.set(JAVA_INT, 52, 0); // flash_attn_type
      contextParams.set(JAVA_BYTE, 133, (byte) 1); // kv_unified
    }
  }
}

/** The loaded library: its functions, and what it logs. */
final class Natives {
  private static final int LOG_WARNING = 3;
  private static final int LOG_ERROR = 4;
  private static final int LOG_CHARS = 4_000;

  final Build build;
  final StringBuilder log = new StringBuilder();
  private final Linker linker = Linker.nativeLinker();
  private final Map<String, MethodHandle> functions = new HashMap<>();
  private final SymbolLookup library;

  /** Says why the library cannot be loaded. */
  static final class NotLoadedException extends Exception {
    NotLoadedException(String reason) {
      super(reason);
    }
  }

  Natives(Build build, Path file) throws Throwable {
    this.build = build;
    library = load(file);
    MethodHandle listener =
        MethodHandles.lookup()
            .bind(
                this,
                "onLog",
                MethodType.methodType(
                    void.class, int.class, MemorySegment.class, MemorySegment.class));
    function("llama_log_set", null, ADDRESS, ADDRESS)
        .invoke(upcall(listener, null, JAVA_INT, ADDRESS, ADDRESS), MemorySegment.NULL);
    if (build == Build.V0_5_0) {
      Path folder = file.toAbsolutePath().getParent();
      SymbolLookup loader = load(folder.resolve("libggml.v0.5.0.so"));
      linker
          .downcallHandle(
              loader.find("ggml_backend_load_all_from_path").orElseThrow(),
              FunctionDescriptor.ofVoid(ADDRESS))
          .invoke(Arena.global().allocateFrom(folder.toString()));
    }
    function("llama_backend_init", null).invoke();
    build.check(
        defaults("llama_model_default_params", build.modelBytes),
        defaults("llama_context_default_params", build.contextBytes));
  }

  private static SymbolLookup load(Path file) throws NotLoadedException {
    try {
      return SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException failure) {
      try {
        System.load(file.toString());
      } catch (UnsatisfiedLinkError why) {
        throw new NotLoadedException(why.getMessage());
      }
      throw failure;
    }
  }

  /** Returns a function of the library; {@code result} is null for none. */
  MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
    return functions.computeIfAbsent(
        name,
        wanted ->
            linker.downcallHandle(
                library
                    .find(wanted)
                    .orElseThrow(() -> new IllegalStateException("not in the library: " + wanted)),
                descriptor(result, arguments)));
  }

  /** Returns native code that calls a method. */
  MemorySegment upcall(MethodHandle method, MemoryLayout result, MemoryLayout... arguments) {
    return linker.upcallStub(method, descriptor(result, arguments), Arena.global());
  }

  /** Returns the struct that a function without arguments returns. */
  MemorySegment defaults(String name, int bytes) throws Throwable {
    return (MemorySegment)
        function(name, Llama.struct(bytes))
            .invoke((java.lang.foreign.SegmentAllocator) Arena.ofAuto());
  }

  private static FunctionDescriptor descriptor(MemoryLayout result, MemoryLayout... arguments) {
    return result == null
        ? FunctionDescriptor.ofVoid(arguments)
        : FunctionDescriptor.of(result, arguments);
  }

  private void onLog(int level, MemorySegment text, MemorySegment data) {
    if (level >= LOG_WARNING && level <= LOG_ERROR && log.length() < LOG_CHARS) {
      log.append(text.reinterpret(Long.MAX_VALUE).getString(0));
    }
  }
}

/** Reads the attention of each row while the natives compute it. */
final class Attention {
  private static final int TENSOR_DIMS = 16; // offset of ne[4] in ggml_tensor

  private final Natives natives;

  /** Of each softmax node, in order: attention by [row][KV cell], averaged over heads. */
  private final List<float[][]> nodes = new ArrayList<>();

  Attention(Natives natives) {
    this.natives = natives;
  }

  void clear() {
    nodes.clear();
  }

  /** Returns the native callback that is asked about each node, then shown the chosen ones. */
  MemorySegment callback() throws ReflectiveOperationException {
    MethodHandle method =
        MethodHandles.lookup()
            .bind(
                this,
                "onNode",
                MethodType.methodType(
                    boolean.class, MemorySegment.class, boolean.class, MemorySegment.class));
    return natives.upcall(method, JAVA_BOOLEAN, ADDRESS, JAVA_BOOLEAN, ADDRESS);
  }

  private boolean onNode(MemorySegment tensor, boolean ask, MemorySegment data) throws Throwable {
    MemorySegment op =
        (MemorySegment) natives.function("ggml_op_desc", ADDRESS, ADDRESS).invoke(tensor);
    if (!op.reinterpret(Long.MAX_VALUE).getString(0).equals("SOFT_MAX")) {
      return false;
    }
    if (!ask) {
      MemorySegment dims = tensor.reinterpret(TENSOR_DIMS + 32).asSlice(TENSOR_DIMS);
      nodes.add(
          averageOverHeads(
              (MemorySegment)
                  natives.function("ggml_get_data_f32", ADDRESS, ADDRESS).invoke(tensor),
              (int) dims.getAtIndex(JAVA_LONG, 0),
              (int) dims.getAtIndex(JAVA_LONG, 1),
              (int) dims.getAtIndex(JAVA_LONG, 2)));
    }
    return true;
  }

  private static float[][] averageOverHeads(MemorySegment data, int cells, int rows, int heads) {
    MemorySegment values = data.reinterpret(4L * cells * rows * heads);
    float[][] mean = new float[rows][cells];
    for (int head = 0; head < heads; head++) {
      for (int row = 0; row < rows; row++) {
        for (int cell = 0; cell < cells; cell++) {
          long index = ((long) head * rows + row) * cells + cell;
          mean[row][cell] += values.getAtIndex(JAVA_FLOAT, index) / heads;
        }
      }
    }
    return mean;
  }

  ByteBuffer masses(MemorySegment context, int sequences, int layers, int positions)
      throws Throwable {
    if (nodes.size() != layers) {
      throw new IllegalStateException(
          nodes.size() + " softmax nodes for " + layers + " layers: not observed, or cut in parts");
    }
    int rows = nodes.get(0).length;
    int[] positionOfCell = positionOfCell(context, sequences, nodes.get(0)[0].length);
    ByteBuffer out = Llama.buffer(8 + 4 * layers * rows * positions);
    out.putInt(layers).putInt(rows);
    for (float[][] node : nodes) {
      for (float[] row : node) {
        float[] mass = new float[positions];
        for (int cell = 0; cell < row.length; cell++) {
          if (row[cell] > 0) {
            mass[positionOfCell[cell]] += row[cell];
          }
        }
        for (float value : mass) {
          out.putFloat(value);
        }
      }
    }
    return out;
  }

  /** Cells of a new KV that is filled in one go are in order; b4916 tells about others too. */
  private int[] positionOfCell(MemorySegment context, int sequences, int cells) throws Throwable {
    int[] positions = new int[cells];
    if (natives.build != Build.B4916) {
      for (int cell = 0; cell < cells; cell++) {
        positions[cell] = cell;
      }
      return positions;
    }
    MemorySegment view =
        (MemorySegment)
            natives
                .function("llama_kv_cache_view_init", Llama.struct(40), ADDRESS, JAVA_INT)
                .invoke((java.lang.foreign.SegmentAllocator) Arena.ofAuto(), context, sequences);
    natives.function("llama_kv_cache_view_update", null, ADDRESS, ADDRESS).invoke(context, view);
    MemorySegment.copy(
        view.get(ADDRESS, 24).reinterpret(4L * cells), JAVA_INT, 0, positions, 0, cells);
    natives.function("llama_kv_cache_view_free", null, ADDRESS).invoke(view);
    return positions;
  }
}
