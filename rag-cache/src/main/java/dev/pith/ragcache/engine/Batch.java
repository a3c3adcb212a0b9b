package dev.pith.ragcache.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows for one forward pass, and what the pass answers for the rows that ask. Made to be cleared
 * and filled again: it then allocates nothing.
 *
 * <p>Not thread-safe, except for {@link #cancel}.
 */
public final class Batch {

  /** What a row asks of the output head. */
  private static final int NOTHING = -1;

  private static final int LOGITS = -2;

  private final int vocabulary;
  private KvSequence[] sequences = new KvSequence[16];
  private int[] positions = new int[16];
  private int[] tokens = new int[16];

  /** {@link #NOTHING}, {@link #LOGITS}, or the token whose log-probability is asked. */
  private int[] asks = new int[16];

  private boolean[] answered = new boolean[16];
  private double[] logProbs = new double[16];

  /** Per row that asks for logits, where in {@link #logits} they are. */
  private int[] slots = new int[16];

  private float[] @Nullable [] logits = new float[4][];
  private int logitsRows;
  private int rows;
  private @Nullable AttentionMass observer;
  private @Nullable RowFilter filter;
  private @Nullable LayerGate gate;
  private @Nullable AttendedListener listener;
  private int listenedLayer;
  private volatile boolean cancelled;

  /**
   * Creates an empty batch.
   *
   * @param vocabulary how many logits a row has
   */
  public Batch(int vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * Adds a row.
   *
   * @param position where the token stands; positions of one sequence ascend within a batch
   * @return the row's index
   */
  public int add(KvSequence sequence, int position, int token) {
    if (rows == tokens.length) {
      grow();
    }
    sequences[rows] = sequence;
    positions[rows] = position;
    tokens[rows] = token;
    asks[rows] = NOTHING;
    answered[rows] = false;
    return rows++;
  }

  /** Asks for all logits of a row: what may come after its token. */
  public void askLogits(int row) {
    if (asks[checkRow(row)] == LOGITS) {
      return;
    }
    asks[row] = LOGITS;
    slots[row] = logitsRows++;
    if (logitsRows > logits.length) {
      logits = Arrays.copyOf(logits, 2 * logits.length);
    }
  }

  /**
   * Asks for the natural log-probability that {@code token} comes after the row's token. Costs one
   * pass over the vocabulary and keeps no logits.
   */
  public void askLogProb(int row, int token) {
    if (token < 0 || token >= vocabulary) {
      throw new IllegalArgumentException(
          "token must be in [0, " + vocabulary + "): " + token + " at row " + row);
    }
    asks[checkRow(row)] = token;
  }

  /** Lets an observer add up where the rows attend; null for none, which costs nothing. */
  public void observe(@Nullable AttentionMass observer) {
    this.observer = observer;
  }

  /** Lets rows leave the pass between layers; null for none. */
  public void filter(@Nullable RowFilter filter) {
    this.filter = filter;
  }

  /** Lets the pass wait before each layer until its KV is there; null for none. */
  public void beforeLayers(@Nullable LayerGate gate) {
    this.gate = gate;
  }

  /** Lets a listener hear what the rows gather in a layer; null for none. */
  public void listen(int layer, @Nullable AttendedListener listener) {
    this.listener = listener;
    listenedLayer = layer;
  }

  /** Makes the pass end early with an exception; may be called from any thread. */
  public void cancel() {
    cancelled = true;
  }

  /** Returns how many rows it has. */
  public int rows() {
    return rows;
  }

  /** Returns the sequence of a row. */
  public KvSequence sequence(int row) {
    return sequences[checkRow(row)];
  }

  /** Returns the position of a row. */
  public int position(int row) {
    return positions[checkRow(row)];
  }

  /** Returns the token of a row. */
  public int token(int row) {
    return tokens[checkRow(row)];
  }

  /**
   * Returns the logits of a row that asked for them, one per token of the vocabulary. The array is
   * the batch's own and valid until it is cleared; the caller may change it.
   *
   * @throws IllegalStateException when the row did not ask, was filtered out, or has not run
   */
  public float[] logits(int row) {
    float[] answer = asks[checkRow(row)] == LOGITS && answered[row] ? logits[slots[row]] : null;
    if (answer == null) {
      throw new IllegalStateException("row " + row + " has no logits");
    }
    return answer;
  }

  /**
   * Returns the log-probability that a row asked for, in nats.
   *
   * @throws IllegalStateException when the row did not ask, was filtered out, or has not run
   */
  public double logProb(int row) {
    if (asks[checkRow(row)] < 0 || !answered[row]) {
      throw new IllegalStateException("row " + row + " has no log-probability");
    }
    return logProbs[row];
  }

  /** Forgets all rows, who observes and filters them, and a cancellation; keeps the memory. */
  public void clear() {
    Arrays.fill(sequences, 0, rows, null);
    rows = 0;
    logitsRows = 0;
    observer = null;
    filter = null;
    gate = null;
    listener = null;
    cancelled = false;
  }

  int vocabulary() {
    return vocabulary;
  }

  boolean asks(int row) {
    return asks[row] != NOTHING;
  }

  boolean asksLogits(int row) {
    return asks[row] == LOGITS;
  }

  /** Returns the token whose log-probability a row asks. */
  int askedToken(int row) {
    return asks[row];
  }

  /** Returns where the logits of a row that asks for them are written: the row is then answered. */
  float[] logitsOf(int row) {
    float[] own = logits[slots[row]];
    if (own == null) {
      own = new float[vocabulary];
      logits[slots[row]] = own;
    }
    answered[row] = true;
    return own;
  }

  void answer(int row, double logProb) {
    logProbs[row] = logProb;
    answered[row] = true;
  }

  @Nullable AttentionMass observer() {
    return observer;
  }

  @Nullable RowFilter filter() {
    return filter;
  }

  @Nullable LayerGate gate() {
    return gate;
  }

  @Nullable AttendedListener listener(int layer) {
    return layer == listenedLayer ? listener : null;
  }

  boolean isCancelled() {
    return cancelled;
  }

  private int checkRow(int row) {
    if (row < 0 || row >= rows) {
      throw new IllegalArgumentException("row must be in [0, " + rows + "): " + row);
    }
    return row;
  }

  private void grow() {
    int size = rows * 2;
    sequences = Arrays.copyOf(sequences, size);
    positions = Arrays.copyOf(positions, size);
    tokens = Arrays.copyOf(tokens, size);
    asks = Arrays.copyOf(asks, size);
    answered = Arrays.copyOf(answered, size);
    logProbs = Arrays.copyOf(logProbs, size);
    slots = Arrays.copyOf(slots, size);
  }
}
