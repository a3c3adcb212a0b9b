package dev.pith.ragcache.engine.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts llama.cpp for the first test that needs it and ends it after the last one. Where it cannot
 * start, it prints one line with the reason, and skips each test for that reason.
 */
final class LlamaExtension implements BeforeEachCallback, ParameterResolver {

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    Optional<String> reason = shared(context).reasonToSkip();
    if (reason.isPresent()) {
      Assumptions.abort(reason.get());
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == LlamaProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return shared(context).process();
  }

  private static Shared shared(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(LlamaExtension.class))
        .computeIfAbsent(Shared.class, start -> new Shared(), Shared.class);
  }

  /** The process of all tests, or why there is none. */
  private static final class Shared implements AutoCloseable {
    private @Nullable Path folder;
    private @Nullable LlamaNatives natives;
    private @Nullable LlamaProcess process;
    private @Nullable String reason;

    /** Starts the process when it does not run: a crash spoils one test only. */
    Optional<String> reasonToSkip() throws IOException {
      if (reason == null && (process == null || !process.isAlive())) {
        Optional<Path> java = NewerJava.find();
        if (java.isPresent()) {
          start(java.get());
        } else {
          reason = NewerJava.HINT;
        }
        if (reason != null) {
          System.out.println("tests against llama.cpp are skipped: " + reason);
        }
      }
      return Optional.ofNullable(reason);
    }

    private void start(Path java) throws IOException {
      if (natives == null) {
        folder = Files.createTempDirectory("pith-natives");
        try {
          natives = OracleNatives.prepare(folder);
        } catch (IOException unsupported) {
          reason = unsupported.getMessage();
          return;
        }
      }
      if (process != null) {
        process.close();
      }
      try {
        process = LlamaProcess.start(java, natives);
      } catch (LlamaNotLoadedException unsupported) {
        reason = unsupported.getMessage();
      }
    }

    LlamaProcess process() {
      if (process == null) {
        throw new IllegalStateException("llama.cpp does not run: " + reason);
      }
      return process;
    }

    @Override
    public void close() throws IOException {
      if (process != null) {
        process.close();
      }
      if (folder != null) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
  }
}
