package dev.pith.ragcache.engine.math;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/** The row kernels with vectors, each compiled by itself. */
final class VectorRowMath implements RowMath {

  private static final Class<?> ROW = float[].class;

  private static final MethodHandle[] RMS_NORM =
      kernel("rmsNorm", void.class, ROW, int.class, ROW, int.class, float.class, ROW, int.class);
  private static final MethodHandle[] SWI_GLU =
      kernel("swiGlu", void.class, ROW, int.class, ROW, int.class, int.class);
  private static final MethodHandle[] ADD =
      kernel("add", void.class, ROW, int.class, ROW, int.class, int.class);
  private static final MethodHandle[] SOFTMAX =
      kernel("softmax", void.class, ROW, int.class, int.class);
  private static final MethodHandle[] LOG_SUM_EXP =
      kernel("logSumExp", double.class, ROW, int.class, int.class);

  private static MethodHandle[] kernel(String name, Class<?> result, Class<?>... parameters) {
    MethodType type = MethodType.methodType(result, parameters);
    return KernelHandles.of(VectorRows.class, name, type);
  }

  @Override
  public void rmsNorm(
      float[] x,
      int xOffset,
      float[] weight,
      int length,
      float epsilon,
      float[] out,
      int outOffset) {
    try {
      RMS_NORM[0].invokeExact(x, xOffset, weight, length, epsilon, out, outOffset);
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }

  @Override
  public void swiGlu(float[] gate, int gateOffset, float[] up, int upOffset, int length) {
    try {
      SWI_GLU[0].invokeExact(gate, gateOffset, up, upOffset, length);
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }

  @Override
  public void add(float[] x, int xOffset, float[] y, int yOffset, int length) {
    try {
      ADD[0].invokeExact(x, xOffset, y, yOffset, length);
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }

  @Override
  public void softmax(float[] x, int offset, int length) {
    try {
      SOFTMAX[0].invokeExact(x, offset, length);
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }

  @Override
  public double logSumExp(float[] x, int offset, int length) {
    try {
      return (double) LOG_SUM_EXP[0].invokeExact(x, offset, length);
    } catch (Throwable thrown) {
      throw KernelHandles.rethrow(thrown);
    }
  }
}
