package dev.pith.ragcache.engine.math;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Vector kernels as handles, through which the compiler does not inline. */
final class KernelHandles {

  /*
   * To HotSpot a vector operation is dozens of small methods until it has made an instruction of
   * them. When the graph of what it compiles has grown to a limit, which some forty operations
   * reach, calls that are left stay calls, and their vectors become objects: the kernel is five to
   * ten times slower then, until the end of the process. Which methods end up in one graph changes
   * from run to run. So a kernel is kept small, and is not inlined into its caller, where it would
   * meet others: a handle that is an element of an array or a map is no constant to the compiler,
   * and what it calls is compiled by itself.
   */

  private KernelHandles() {}

  /** Returns the handle of a static method as the element of an array. */
  static MethodHandle[] of(Class<?> in, String name, MethodType type) {
    return new MethodHandle[] {find(in, name, type)};
  }

  /** Returns the handles of static methods that are named after the types: q80 for Q8_0. */
  static Map<TensorType, MethodHandle> ofTypes(Class<?> in, MethodType type) {
    Map<TensorType, MethodHandle> handles = new EnumMap<>(TensorType.class);
    for (TensorType key : TensorType.values()) {
      String name = key.name().replace("_", "").toLowerCase(Locale.ROOT);
      handles.put(key, find(in, name, type));
    }
    return handles;
  }

  private static MethodHandle find(Class<?> in, String name, MethodType type) {
    try {
      return MethodHandles.lookup().findStatic(in, name, type);
    } catch (ReflectiveOperationException failure) {
      throw new LinkageError("no kernel " + name, failure);
    }
  }

  /** Throws what a kernel has thrown. The result is for the compiler, which wants a throw. */
  static AssertionError rethrow(Throwable thrown) {
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    return new AssertionError("a kernel threw a checked exception", thrown);
  }
}
