package dev.pith.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Path TOP = Path.of("..");
  private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

  @Test
  void snippets_everyLine_standsInAnExample() throws IOException {
    String examples = examples();
    List<String> snippets =
        JAVA.matcher(Files.readString(TOP.resolve("README.md")))
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();

    assertThat(snippets).isNotEmpty();
    assertThat(snippets)
        .allSatisfy(
            snippet ->
                assertThat(snippet.lines().filter(line -> !line.isBlank()))
                    .allSatisfy(line -> assertThat(examples).contains(line.strip())));
  }

  private static String examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/pith/examples"))) {
      return files
          .map(
              file -> {
                try {
                  return Files.readString(file);
                } catch (IOException unreadable) {
                  throw new UncheckedIOException(unreadable);
                }
              })
          .collect(Collectors.joining());
    }
  }
}
