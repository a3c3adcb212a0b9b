package dev.pith.verifier.text;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;

/**
 * The weights of the learned reader: one logistic model for an excerpt alone and one for an excerpt
 * with what the trace stated before. Immutable and thread-safe.
 */
public final class TextModel {

  /*
   * File: the text PITHTXT1, the number of cues of each model (int), the weights of the first, the
   * weights of the second (float), the CRC-32 of all that (long); big-endian.
   */

  private static final byte[] MAGIC = {'P', 'I', 'T', 'H', 'T', 'X', 'T', '1'};
  private static final String RESOURCE = "text-verifier.bin";
  private static final int BODY_BYTES = MAGIC.length + Integer.BYTES + 2 * Cues.SIZE * Float.BYTES;

  /** Loads the shipped weights when they are first asked for. */
  private static final class Shipped {
    static final TextModel MODEL = load();

    private static TextModel load() {
      try (InputStream in = TextModel.class.getResourceAsStream(RESOURCE)) {
        if (in == null) {
          throw new IllegalStateException(
              "the weights of the text verifier are missing: " + RESOURCE);
        }
        return read(in);
      } catch (IOException damaged) {
        throw new UncheckedIOException(damaged);
      }
    }
  }

  private final float[] excerpt;
  private final float[] trace;

  /**
   * Creates a model.
   *
   * @param excerpt a weight for each cue of an excerpt alone
   * @param trace a weight for each cue of an excerpt in its trace
   * @throws IllegalArgumentException if a length is not {@link Cues#SIZE} or a weight is not finite
   */
  public TextModel(float[] excerpt, float[] trace) {
    this.excerpt = checked(excerpt);
    this.trace = checked(trace);
  }

  /** Returns the weights that ship with Pith. */
  public static TextModel shipped() {
    return Shipped.MODEL;
  }

  /**
   * Reads weights.
   *
   * @throws IOException if the data are not weights of this version, or damaged
   */
  public static TextModel read(InputStream in) throws IOException {
    byte[] file = in.readNBytes(BODY_BYTES + Long.BYTES + 1);
    if (file.length != BODY_BYTES + Long.BYTES) {
      throw new IOException(
          "weights of the text verifier must have "
              + (BODY_BYTES + Long.BYTES)
              + " bytes, not "
              + (file.length > BODY_BYTES + Long.BYTES ? "more" : file.length));
    }
    DataInputStream data = new DataInputStream(new ByteArrayInputStream(file));
    for (byte expected : MAGIC) {
      if (data.readByte() != expected) {
        throw new IOException("not weights of the text verifier: they begin otherwise");
      }
    }
    int size = data.readInt();
    if (size != Cues.SIZE) {
      throw new IOException("weights for " + size + " cues; this version has " + Cues.SIZE);
    }
    float[] excerpt = floats(data);
    float[] trace = floats(data);
    if (data.readLong() != checksum(file)) {
      throw new IOException("the weights of the text verifier are damaged: wrong checksum");
    }
    try {
      return new TextModel(excerpt, trace);
    } catch (IllegalArgumentException notFinite) {
      throw new IOException(notFinite.getMessage(), notFinite);
    }
  }

  /** Writes these weights as {@link #read} takes them. */
  public void write(OutputStream out) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream(BODY_BYTES);
    DataOutputStream data = new DataOutputStream(body);
    data.write(MAGIC);
    data.writeInt(Cues.SIZE);
    for (float[] weights : new float[][] {excerpt, trace}) {
      for (float weight : weights) {
        data.writeFloat(weight);
      }
    }
    data.writeLong(checksum(body.toByteArray()));
    body.writeTo(out);
  }

  /** Returns the probability that what an excerpt alone states is the final answer. */
  double ofExcerpt(int[] cues) {
    return probability(excerpt, cues);
  }

  /** Returns the probability that what an excerpt states in its trace is the final answer. */
  double inTrace(int[] cues) {
    return probability(trace, cues);
  }

  private static double probability(float[] weights, int[] cues) {
    double sum = 0;
    for (int cue : cues) {
      sum += weights[cue];
    }
    return 1.0 / (1.0 + Math.exp(-sum));
  }

  private static float[] checked(float[] weights) {
    if (weights.length != Cues.SIZE) {
      throw new IllegalArgumentException(
          "there must be " + Cues.SIZE + " weights: " + weights.length);
    }
    for (float weight : weights) {
      if (!Float.isFinite(weight)) {
        throw new IllegalArgumentException("a weight must be finite: " + weight);
      }
    }
    return weights.clone();
  }

  private static float[] floats(DataInputStream data) throws IOException {
    float[] weights = new float[Cues.SIZE];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = data.readFloat();
    }
    return weights;
  }

  private static long checksum(byte[] file) {
    CRC32 crc = new CRC32();
    crc.update(file, 0, BODY_BYTES);
    return crc.getValue();
  }
}
