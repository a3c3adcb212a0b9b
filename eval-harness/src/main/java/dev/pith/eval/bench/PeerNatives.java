package dev.pith.eval.bench;

import dev.pith.ragcache.engine.peer.LlamaNatives;
import dev.pith.ragcache.engine.peer.LlamaProcess;
import dev.pith.ragcache.engine.peer.NewerJava;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Finds what llama.cpp needs to run beside the engine. */
final class PeerNatives {
  private PeerNatives() {}

  /**
   * Starts llama.cpp.
   *
   * @param jar the jar with its natives; null to look into the local Maven repository
   * @param folder where the library is written
   * @throws IOException when the jar or a newer JDK is missing; says how to get it
   */
  static LlamaProcess start(@Nullable Path jar, Path folder) throws IOException {
    Path found = jar == null ? LlamaNatives.jarIn(LocalRepository.folder()) : jar;
    if (!Files.isRegularFile(found)) {
      throw new IOException(
          "no natives of llama.cpp: no file %s; fetch them with: mvn dependency:get -Dartifact=%s"
                  .formatted(found, LlamaNatives.ARTEFACT)
              + " -Dtransitive=false");
    }
    Path java = NewerJava.find().orElseThrow(() -> new IOException(NewerJava.HINT));
    return LlamaProcess.start(java, LlamaNatives.fromJar(found, folder));
  }
}
