package dev.pith.eval.search;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Refuses a file that cannot be written before the work for it is done. */
final class OutputFile {
  private OutputFile() {}

  static void check(@Nullable Path file, CommandLine command) {
    if (file != null) {
      Path folder = file.toAbsolutePath().getParent();
      if (Files.isDirectory(file) || folder == null || !Files.isWritable(folder)) {
        throw new ParameterException(command, "cannot be written: " + file);
      }
    }
  }
}
