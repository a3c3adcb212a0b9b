package dev.pith.ragcache.engine.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A library with llama.cpp's natives.
 *
 * @param build which build it is, as the driver names it: this fixes the layout of its structs
 * @param library the library's file
 */
public record LlamaNatives(String build, Path library) {
  /** The Maven coordinates of the jar that {@link #fromJar} reads. */
  public static final String ARTEFACT = "de.kherud:llama:4.2.0";

  private static final String ENTRY = "de/kherud/llama/Linux/x86_64/libjllama.so";

  /** Returns where a Maven repository has the jar. */
  public static Path jarIn(Path mavenRepository) {
    return mavenRepository.resolve("de/kherud/llama/4.2.0/llama-4.2.0.jar");
  }

  /**
   * Copies the natives out of the jar.
   *
   * @param folder where the library is written
   * @throws IOException when the jar has none, or this is not Linux on x86-64: only there the
   *     layout of the structs was checked
   */
  public static LlamaNatives fromJar(Path jar, Path folder) throws IOException {
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!system.toLowerCase(Locale.ROOT).matches("linux (amd64|x86_64)")) {
      throw new IOException("llama.cpp's natives are driven on Linux x86-64 only: " + system);
    }
    Path library = folder.resolve("libjllama.so");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(ENTRY);
      if (entry == null) {
        throw new IOException(jar + " has no " + ENTRY);
      }
      try (InputStream content = zip.getInputStream(entry)) {
        Files.copy(content, library);
      }
    }
    return new LlamaNatives("B4916", library);
  }

  /**
   * Returns the natives in the unpacked npm package {@code @node-llama-cpp/linux-x64} 3.22.1, which
   * know qwen3.
   *
   * @param folder the package's folder {@code bins/linux-x64}
   */
  public static LlamaNatives fromNpm(Path folder) {
    return new LlamaNatives("V0_5_0", folder.resolve("libllama.v0.5.0.so"));
  }
}
