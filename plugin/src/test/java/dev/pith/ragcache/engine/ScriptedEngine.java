package dev.pith.ragcache.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A decoder that knows what it will say: the next token is a function of all tokens before. It
 * counts a byte of KV for each position, whoever shares it. Stands in this package to answer a
 * batch.
 */
public final class ScriptedEngine implements KvEngine {

  /** Says what comes after some tokens. */
  public interface Script {
    /** Returns the next token. */
    int next(List<Integer> tokens);
  }

  private static final int CONTEXT = 1 << 16;

  private final int vocabulary;
  private final Script script;
  private final AtomicLong kvBytes = new AtomicLong();

  /** Creates a decoder. */
  public ScriptedEngine(int vocabulary, Script script) {
    this.vocabulary = vocabulary;
    this.script = script;
  }

  @Override
  public ModelConfig config() {
    RotaryConfig rotary = RotaryConfig.unscaled(RotaryConfig.Pairing.HALVES, 10_000);
    return new ModelConfig("scripted", CONTEXT, vocabulary, 2, 1, 1, 1, 1, 2, 1e-5f, rotary);
  }

  @Override
  public KvSequence newSequence(boolean movable) {
    return new Tokens(List.of());
  }

  @Override
  public void forward(Batch batch) {
    for (int row = 0; row < batch.rows(); row++) {
      Tokens sequence = (Tokens) batch.sequence(row);
      sequence.set(batch.position(row), batch.token(row));
    }
    for (int row = 0; row < batch.rows(); row++) {
      if (batch.asks(row)) {
        Tokens sequence = (Tokens) batch.sequence(row);
        int next = script.next(sequence.tokens.subList(0, batch.position(row) + 1));
        if (batch.asksLogits(row)) {
          float[] logits = batch.logitsOf(row);
          Arrays.fill(logits, 0);
          logits[next] = 100;
        } else {
          batch.answer(row, batch.askedToken(row) == next ? 0 : -100);
        }
      }
    }
  }

  @Override
  public long kvBytes() {
    return kvBytes.get();
  }

  @Override
  public long kvBytes(Collection<? extends KvSequence> sequences) {
    return sequences.stream().mapToLong(KvSequence::size).sum();
  }

  @Override
  public long kvBytesOf(int positions, boolean movable) {
    return positions;
  }

  @Override
  public void close() {}

  private final class Tokens implements KvSequence {
    private final List<Integer> tokens = new ArrayList<>();

    Tokens(List<Integer> tokens) {
      this.tokens.addAll(tokens);
      kvBytes.addAndGet(tokens.size());
    }

    void set(int position, int token) {
      if (position == tokens.size()) {
        tokens.add(token);
        kvBytes.incrementAndGet();
      } else {
        tokens.set(position, token);
      }
    }

    @Override
    public int end() {
      return tokens.size();
    }

    @Override
    public int size() {
      return tokens.size();
    }

    @Override
    public boolean contains(int position) {
      return position < tokens.size();
    }

    @Override
    public KvSequence fork() {
      return new Tokens(tokens);
    }

    @Override
    public void truncate(int position) {
      drop(position, Math.max(position, tokens.size()));
    }

    @Override
    public void drop(int from, int to) {
      kvBytes.addAndGet(from - to);
      tokens.subList(from, to).clear();
    }

    @Override
    public void place(ChunkKv chunk, int position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void placeLayer(ChunkKv chunk, int layer, int position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double valueDistance(int layer, int position, ChunkKv chunk, int token) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void settle() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ChunkKv export(int from, int to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long ownBytes() {
      return tokens.size();
    }

    @Override
    public long sharedBytes() {
      return 0;
    }

    @Override
    public void close() {
      truncate(0);
    }
  }
}
