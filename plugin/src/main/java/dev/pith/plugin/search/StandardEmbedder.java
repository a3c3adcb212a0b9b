package dev.pith.plugin.search;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;

/** Finds the model of sentences on the class path, if there is one. */
final class StandardEmbedder {
  private static final Logger LOG = System.getLogger(StandardEmbedder.class.getName());

  private StandardEmbedder() {}

  /** Returns the first model that can be used, else hashed n-grams. */
  static StepEmbedder find(Iterator<StepEmbedderProvider> providers, Executor executor) {
    while (hasNext(providers)) {
      Optional<StepEmbedder> found = next(providers, executor);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return StepEmbedder.hashedNgrams();
  }

  /** Returns the providers on the class path of the plugin. */
  static Iterator<StepEmbedderProvider> onClassPath() {
    return ServiceLoader.load(StepEmbedderProvider.class, StepEmbedder.class.getClassLoader())
        .iterator();
  }

  private static boolean hasNext(Iterator<StepEmbedderProvider> providers) {
    try {
      return providers.hasNext();
    } catch (ServiceConfigurationError broken) {
      LOG.log(Level.WARNING, "A provider of sentence models is not read.", broken);
      return false;
    }
  }

  /** A library may be missing, or its native part may not fit this machine. */
  private static Optional<StepEmbedder> next(
      Iterator<StepEmbedderProvider> providers, Executor executor) {
    try {
      return providers.next().find(executor);
    } catch (ServiceConfigurationError | LinkageError | RuntimeException unusable) {
      LOG.log(Level.WARNING, "A sentence model cannot be used: hashed n-grams are.", unusable);
      return Optional.empty();
    }
  }
}
