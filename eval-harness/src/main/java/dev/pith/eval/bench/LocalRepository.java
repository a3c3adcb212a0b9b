package dev.pith.eval.bench;

import java.nio.file.Path;

/** The folder in which Maven keeps what it has fetched. */
final class LocalRepository {
  private LocalRepository() {}

  static Path folder() {
    String named = System.getProperty("maven.repo.local");
    return named != null
        ? Path.of(named)
        : Path.of(System.getProperty("user.home"), ".m2", "repository");
  }
}
