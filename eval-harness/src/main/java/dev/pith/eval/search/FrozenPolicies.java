package dev.pith.eval.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pith.verifier.vote.WaveSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Settings of Pith's vote that were tuned once and are used as they are.
 *
 * @param tunedOn which recordings they were tuned on
 * @param policies the settings, each under a name of its own
 */
record FrozenPolicies(String tunedOn, List<Policy> policies) {

  /**
   * Settings with their name.
   *
   * @param name as it stands in the reports
   * @param bar the self-consistency that they were tuned to beat: its number of branches
   */
  record Policy(String name, int bar, WaveSettings settings) {}

  /** The name of what comes with Pith. */
  static final String SHIPPED = "votes-frozen.json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /** Copies the list. */
  FrozenPolicies {
    policies = List.copyOf(policies);
  }

  /** Returns those that come with Pith. */
  static FrozenPolicies shipped() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(FrozenPolicies.class.getResourceAsStream(SHIPPED), SHIPPED)) {
      return MAPPER.readValue(in, FrozenPolicies.class);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException when it cannot be read, or is not such a file: says why
   */
  static FrozenPolicies read(Path file) throws IOException {
    try {
      return MAPPER.readValue(Files.readAllBytes(file), FrozenPolicies.class);
    } catch (JsonProcessingException wrong) {
      throw new IOException(
          "%s, line %d: %s"
              .formatted(
                  file,
                  wrong.getLocation() == null ? 1 : wrong.getLocation().getLineNr(),
                  wrong.getOriginalMessage()),
          wrong);
    }
  }

  void write(Path file) throws IOException {
    MAPPER.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
  }
}
