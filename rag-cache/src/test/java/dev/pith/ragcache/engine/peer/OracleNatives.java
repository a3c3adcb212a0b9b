package dev.pith.ragcache.engine.peer;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The natives that tests compare with: those in the Maven artefact, which know no qwen3. Golden
 * files of qwen3 are written with newer ones: {@code npm pack @node-llama-cpp/linux-x64@3.22.1},
 * unpacked, and its folder {@code bins/linux-x64} given as the system property {@value #PROPERTY}.
 */
public final class OracleNatives {
  private static final String PROPERTY = "pith.oracle.natives";
  private static final String LIBRARY = "de/kherud/llama/Linux/x86_64/libjllama.so";
  private static final @Nullable String NEWER = System.getProperty(PROPERTY);

  private OracleNatives() {}

  /**
   * Tells whether the newer natives are used: they know qwen3, and want the positions of a call to
   * go on without holes where the sequence ends.
   */
  public static boolean areNewer() {
    return NEWER != null;
  }

  /**
   * Returns the natives.
   *
   * @param folder where the library is written, if it has to be
   */
  static LlamaNatives prepare(Path folder) throws IOException {
    if (NEWER != null) {
      return LlamaNatives.fromNpm(Path.of(NEWER));
    }
    URL resource = OracleNatives.class.getClassLoader().getResource(LIBRARY);
    if (resource == null) {
      throw new IOException("not on the class path: " + LIBRARY);
    }
    JarURLConnection connection = (JarURLConnection) resource.openConnection();
    return LlamaNatives.fromJar(Path.of(connection.getJarFileURL().getPath()), folder);
  }
}
