package dev.pith.ragcache.engine.math;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The choice between the vector kernels and the plain ones. */
final class KernelChoice {

  /*
   * Vectors pay only where the second compiler turns them into instructions, fused multiply-add
   * among them. Where one of these is missing they would still be right, and a hundred times slower
   * than plain Java; so each is asked for first.
   */

  static final String PROPERTY = "pith.engine.kernels";

  private static final Logger LOG = System.getLogger("pith.engine");
  private static final String MODULE = "jdk.incubator.vector";
  private static final String VECTOR_KERNELS = "dev.pith.ragcache.engine.math.VectorKernels";

  private static @Nullable Kernels ofThisJvm;

  private KernelChoice() {}

  static synchronized Kernels ofThisJvm() {
    Kernels chosen = ofThisJvm;
    if (chosen == null) {
      chosen = choose(System.getProperty(PROPERTY), refusal());
      ofThisJvm = chosen;
    }
    return chosen;
  }

  /**
   * Chooses and logs the choice.
   *
   * @param wanted {@code plain}, {@code vector}, or null for the fastest
   * @param refusal why the vector kernels cannot run, if so
   */
  static Kernels choose(@Nullable String wanted, Optional<String> refusal) {
    if (wanted != null && !wanted.equals("plain") && !wanted.equals("vector")) {
      throw new IllegalArgumentException(PROPERTY + " must be plain or vector: " + wanted);
    }
    if (wanted != null && wanted.equals("plain")) {
      return logged(Kernels.plain(), "as " + PROPERTY + " says");
    }
    if (refusal.isEmpty()) {
      return logged(vectorKernels(), "on Java " + Runtime.version());
    }
    if (wanted != null) {
      throw new IllegalStateException(PROPERTY + " is vector, but " + refusal.get());
    }
    return logged(Kernels.plain(), "about ten times slower than vectors, as " + refusal.get());
  }

  /** Says why this JVM should not run the vector kernels; empty when it should. */
  static Optional<String> refusal() {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of(
          "the module " + MODULE + " is not there: start Java with --add-modules " + MODULE);
    }
    if (ModuleLayer.boot().findModule("jdk.management").isPresent()) {
      if (VmOptions.is("UseFMA", "false")) {
        return Optional.of("the CPU has no fused multiply-add");
      }
      if (VmOptions.is("TieredStopAtLevel", "1")) {
        return Optional.of("-XX:TieredStopAtLevel=1 leaves out the compiler that vectors need");
      }
    }
    return Optional.empty();
  }

  private static Kernels logged(Kernels kernels, String reason) {
    LOG.log(Level.INFO, "engine kernels: {0}, {1}", kernels.name(), reason);
    return kernels;
  }

  private static Kernels vectorKernels() {
    try {
      return (Kernels) Class.forName(VECTOR_KERNELS).getDeclaredMethod("create").invoke(null);
    } catch (ReflectiveOperationException failure) {
      throw new LinkageError("the vector kernels cannot be loaded", failure);
    }
  }

  /** Reads the options of HotSpot; loaded only where its module is present. */
  private static final class VmOptions {

    static boolean is(String option, String value) {
      HotSpotDiagnosticMXBean bean =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      try {
        return bean != null && bean.getVMOption(option).getValue().equals(value);
      } catch (IllegalArgumentException unknownOption) {
        return false;
      }
    }
  }
}
