package dev.pith.plugin.command;

import java.lang.reflect.Proxy;
import org.slf4j.LoggerFactory;

/** Signals of the operating system. */
final class Signals {

  private Signals() {}

  /*
   * By reflection: the only interface the JDK has for signals cannot be compiled against without a
   * warning. A shutdown hook would not do, since the JVM ignores a second signal while it runs.
   */

  /** Calls a task on each signal of that name, on a thread of the JVM, instead of ending it. */
  static void handle(String name, Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, args) -> {
                if (method.getDeclaringClass() != Object.class) {
                  task.run();
                  return null;
                }
                return switch (method.getName()) {
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "equals" -> proxy == args[0];
                  default -> name;
                };
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
    } catch (ReflectiveOperationException unsupported) {
      LoggerFactory.getLogger(Signals.class)
          .warn("no orderly shutdown on SIG{}: {}", name, unsupported.toString());
    }
  }
}
