package dev.pith.ragcache.engine.math;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The vector shape of this CPU, and how stored weights become lanes. Little endian throughout. */
final class Lanes {

  private static final int BITS = Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize());

  static final VectorSpecies<Float> FLOATS =
      VectorSpecies.of(float.class, VectorShape.forBitSize(BITS));
  static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);

  /** How many floats a vector has: 4, 8 or 16. */
  static final int COUNT = FLOATS.length();

  private static final Class<?> VECTOR_CLASS = FLOATS.vectorType();

  private static final VectorSpecies<Byte> FOUR_BYTES_EACH = FLOATS.withLanes(byte.class);

  private static final VectorSpecies<Byte> TWO_BYTES_EACH =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(BITS / 2));

  private static final VectorSpecies<Short> SHORT_EACH =
      VectorSpecies.of(short.class, TWO_BYTES_EACH.vectorShape());

  /** A byte for each lane, or eight where fewer do not exist: the upper ones are not used. */
  private static final VectorSpecies<Byte> BYTE_EACH =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, BITS / 4)));

  /** How many bytes a read of one byte for each lane may touch beyond those. */
  static final int SLACK_BYTES = BYTE_EACH.length() - COUNT;

  private static final VarHandle INTEGERS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORTS =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VectorShuffle<Float> BY_1 = partners(1);
  private static final VectorShuffle<Float> BY_2 = partners(2);
  private static final VectorShuffle<Float> BY_4 = partners(4);
  private static final VectorShuffle<Float> BY_8 = partners(8);

  /** An instruction from Java 20 on; a constant handle is inlined. */
  private static final MethodHandle HALF_TO_FLOAT = halfToFloat();

  private Lanes() {}

  private static MethodHandle halfToFloat() {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    MethodType type = MethodType.methodType(float.class, short.class);
    try {
      return Runtime.version().feature() < 20
          ? lookup.findStatic(HalfFloat.class, "toFloat", type)
          : lookup.findStatic(Float.class, "float16ToFloat", type);
    } catch (ReflectiveOperationException failure) {
      throw new LinkageError("no conversion of halves", failure);
    }
  }

  /** Returns the shuffle that exchanges lanes whose numbers differ in one bit. */
  static VectorShuffle<Float> partners(int bit) {
    return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ bit) % COUNT);
  }

  static FloatVector zero() {
    return FloatVector.zero(FLOATS);
  }

  static FloatVector all(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  static FloatVector floats(float[] array, int at) {
    return FloatVector.fromArray(FLOATS, array, at);
  }

  /**
   * Returns the vector itself, as one whose class the compiler knows.
   *
   * <p>It does not know that of a variable that a loop assigns. A call on such a variable depends
   * on which vector classes the program has used elsewhere, and is slow when there were several; as
   * an argument the variable needs no such care.
   */
  static FloatVector exact(FloatVector assignedInLoop) {
    return (FloatVector) VECTOR_CLASS.cast(assignedInLoop);
  }

  /** Writes a vector that a loop has assigned. */
  static void store(FloatVector assignedInLoop, float[] array, int at) {
    exact(assignedInLoop).intoArray(array, at);
  }

  /** Adds up the lanes of a vector that a loop has assigned, always in the same order. */
  static float sum(FloatVector assignedInLoop) {
    FloatVector sums = exact(assignedInLoop);
    if (COUNT > 8) {
      sums = sums.add(sums.rearrange(BY_8));
    }
    if (COUNT > 4) {
      sums = sums.add(sums.rearrange(BY_4));
    }
    sums = sums.add(sums.rearrange(BY_2));
    return sums.add(sums.rearrange(BY_1)).lane(0);
  }

  static FloatVector floats(byte[] bytes, int at) {
    return ByteVector.fromArray(FOUR_BYTES_EACH, bytes, at).reinterpretAsFloats();
  }

  /** Reads upper halves of floats. */
  static FloatVector bfloats(byte[] bytes, int at) {
    return shorts(bytes, at).lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  /** Reads {@link HalfFloat}s; a NaN becomes an infinity. */
  static FloatVector halves(byte[] bytes, int at) {
    return halves(shorts(bytes, at));
  }

  /** Reads {@link HalfFloat}s; a NaN becomes an infinity. */
  static FloatVector halves(short[] halves, int at) {
    return halves(
        (IntVector)
            ShortVector.fromArray(SHORT_EACH, halves, at)
                .convertShape(VectorOperators.S2I, INTS, 0));
  }

  private static FloatVector halves(IntVector bits) {
    // As the lowest bits of a float's exponent, that of a half is 112 too small, for subnormal
    // halves too. Twice as much and back turns what is too large for a half into an infinity.
    return bits.lanewise(VectorOperators.LSHL, 13)
        .lanewise(VectorOperators.AND, 0x8fffe000)
        .reinterpretAsFloats()
        .mul(0x1p112f)
        .mul(0x1p112f)
        .mul(0x1p-112f);
  }

  private static IntVector shorts(byte[] bytes, int at) {
    return (IntVector)
        ByteVector.fromArray(TWO_BYTES_EACH, bytes, at)
            .reinterpretAsShorts()
            .convertShape(VectorOperators.S2I, INTS, 0);
  }

  /** Reads signed bytes as floats. */
  static FloatVector bytes(byte[] bytes, int at) {
    return (FloatVector)
        ByteVector.fromArray(BYTE_EACH, bytes, at).convertShape(VectorOperators.B2F, FLOATS, 0);
  }

  /** Reads signed bytes as integers. */
  static IntVector integers(byte[] bytes, int at) {
    return (IntVector)
        ByteVector.fromArray(BYTE_EACH, bytes, at).convertShape(VectorOperators.B2I, INTS, 0);
  }

  /**
   * Reads bytes of two 4-bit numbers, each 8 too large, as integers: the lower number is in bits 0
   * to 3, and the integer shifted right by 4 is the upper one.
   */
  static IntVector pairsLess8(byte[] bytes, int at) {
    // Of four bits, to subtract 8 is to flip the uppermost.
    return (IntVector)
        ByteVector.fromArray(BYTE_EACH, bytes, at)
            .lanewise(VectorOperators.XOR, (byte) 0x88)
            .convertShape(VectorOperators.B2I, INTS, 0);
  }

  /** Returns the integers as floats. */
  static FloatVector valuesOf(IntVector integers) {
    return (FloatVector) integers.convertShape(VectorOperators.I2F, FLOATS, 0);
  }

  /** Reads one integer. */
  static int integer(byte[] bytes, int at) {
    return (int) INTEGERS.get(bytes, at);
  }

  /** Reads one {@link HalfFloat}. */
  static float half(byte[] bytes, int at) {
    try {
      return (float) HALF_TO_FLOAT.invokeExact((short) SHORTS.get(bytes, at));
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }
}
