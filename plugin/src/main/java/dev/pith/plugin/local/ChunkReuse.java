package dev.pith.plugin.local;

import dev.pith.plugin.settings.SettingException;
import dev.pith.plugin.settings.SettingValues;
import dev.pith.ragcache.plan.FixSettings;
import dev.pith.ragcache.reuse.ReusePolicy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How the KV of retrieved chunks is reused.
 *
 * @param kind who chooses the tokens that are computed again
 * @param share how many of the reused ones, in [0, 1]
 * @param alpha with {@link Kind#CRAFT}: as many as the formulas say with this factor, instead of
 *     the share; above 0
 * @param storeBytes most memory for the KV of chunks
 * @param directory where it is kept in files, too; null for nowhere
 */
public record ChunkReuse(
    Kind kind, double share, OptionalDouble alpha, long storeBytes, @Nullable Path directory) {

  /** Who chooses the tokens that are computed again; see {@link ReusePolicy}. */
  public enum Kind {
    OFF,
    DRIFT,
    CRAFT,
    BLEND,
    FIRST,
    QUESTION,
    RANDOM,
    PREFIX,
    AS_IS
  }

  private static final long DEFAULT_STORE_BYTES = 256L << 20;
  private static final double DEFAULT_SHARE = 0.15;
  private static final double MOST_ALPHA = 1000;
  private static final long SEED = 1;

  /** Reuses no chunk. */
  public static ChunkReuse off() {
    return of(Kind.OFF);
  }

  /** Returns a kind with every default: 15 % is repaired, 256 MiB of memory, no files. */
  public static ChunkReuse of(Kind kind) {
    return new ChunkReuse(kind, DEFAULT_SHARE, OptionalDouble.empty(), DEFAULT_STORE_BYTES, null);
  }

  /** Returns this with another choice of tokens. */
  public ChunkReuse with(Kind other) {
    return new ChunkReuse(other, share, alpha, storeBytes, directory);
  }

  /** Returns this with files in a directory. */
  public ChunkReuse with(Path files) {
    return new ChunkReuse(kind, share, alpha, storeBytes, files);
  }

  /**
   * Returns what the settings say.
   *
   * @throws SettingException when a value is out of its range
   */
  static ChunkReuse of(SettingValues values) {
    Kind kind = values.choice("chunk-reuse", Kind.class);
    OptionalDouble alpha = values.decimal("chunk-alpha", MOST_ALPHA);
    if (alpha.isPresent() && alpha.getAsDouble() == 0) {
      throw new SettingException("chunk-alpha", "chunk-alpha must be above 0: 0");
    }
    return new ChunkReuse(
        kind,
        values.decimal("chunk-repair-share", 1).orElse(DEFAULT_SHARE),
        alpha,
        values.count("chunk-store-bytes", Long.MAX_VALUE, DEFAULT_STORE_BYTES),
        values.path("chunk-store-dir"));
  }

  /** Returns the policy; empty when nothing is reused. */
  Optional<ReusePolicy> policy() {
    return Optional.ofNullable(
        switch (kind) {
          case OFF -> null;
          case DRIFT -> ReusePolicy.drift(share);
          case CRAFT ->
              alpha.isPresent()
                  ? ReusePolicy.craft(FixSettings.calibrated().withAlpha(alpha.getAsDouble()))
                  : ReusePolicy.craft(FixSettings.calibrated(), share);
          case BLEND -> ReusePolicy.blend(share);
          case FIRST -> ReusePolicy.firstTokens(share);
          case QUESTION -> ReusePolicy.question(share);
          case RANDOM -> ReusePolicy.random(share, SEED);
          case PREFIX -> ReusePolicy.prefix();
          case AS_IS -> ReusePolicy.asIs();
        });
  }
}
