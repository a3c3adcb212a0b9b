package dev.pith.ragcache.store;

import dev.pith.ragcache.plan.ChunkKey;
import dev.pith.ragcache.plan.ContextProfile;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A profile as it stands in the header of a file: the lengths of its prefix; per layer inter and
 * intra; per token outside and sink; whether it is exact, and if so behind what; how many numbers a
 * first look has, and these per token. The prefix itself stands elsewhere in the header.
 */
final class ProfileCodec {

  private ProfileCodec() {}

  /** Returns how many bytes {@link #put} writes. */
  static int bytes(ContextProfile profile) {
    int segments = profile.prefix().size();
    int floats =
        profile.layers() * (segments + 1) + profile.length() * (2 + profile.firstLookNumbers());
    int exact = profile.partial() ? 0 : VariantHeader.KEY_BYTES;
    return floats * Float.BYTES + (segments + 2) * Integer.BYTES + exact;
  }

  static void put(ContextProfile profile, ByteBuffer out) {
    int segments = profile.prefix().size();
    for (int segment = 0; segment < segments; segment++) {
      out.putInt(profile.prefixLength(segment));
    }
    for (int layer = 0; layer < profile.layers(); layer++) {
      for (int segment = 0; segment < segments; segment++) {
        out.putFloat((float) profile.inter(layer, segment));
      }
      out.putFloat((float) profile.intra(layer));
    }
    for (int token = 0; token < profile.length(); token++) {
      out.putFloat((float) profile.outside(token)).putFloat((float) profile.sink(token));
    }
    ChunkKey exactBehind = profile.exactBehind();
    out.putInt(exactBehind == null ? 0 : 1);
    if (exactBehind != null) {
      VariantHeader.putKey(out, exactBehind);
    }
    out.putInt(profile.firstLookNumbers());
    for (int token = 0; token < profile.length(); token++) {
      float[] look = profile.firstLook(token);
      for (int number = 0; look != null && number < look.length; number++) {
        out.putFloat(look[number]);
      }
    }
  }

  /**
   * Reads what {@link #put} wrote.
   *
   * @param tokens the length of the chunk
   * @throws RuntimeException when that cannot be
   */
  static ContextProfile get(ByteBuffer in, List<ChunkKey> prefix, int layers, int tokens) {
    int[] prefixLengths = new int[prefix.size()];
    for (int segment = 0; segment < prefixLengths.length; segment++) {
      prefixLengths[segment] = in.getInt();
    }
    float[][] inter = new float[layers][prefix.size()];
    float[] intra = new float[layers];
    for (int layer = 0; layer < layers; layer++) {
      for (int segment = 0; segment < prefixLengths.length; segment++) {
        inter[layer][segment] = in.getFloat();
      }
      intra[layer] = in.getFloat();
    }
    float[] outside = new float[tokens];
    float[] sink = new float[tokens];
    for (int token = 0; token < tokens; token++) {
      outside[token] = in.getFloat();
      sink[token] = in.getFloat();
    }
    ChunkKey exactBehind = in.getInt() == 0 ? null : VariantHeader.getKey(in);
    ContextProfile profile =
        new ContextProfile(prefix, prefixLengths, tokens, inter, intra, outside, sink, exactBehind);
    int numbers = in.getInt();
    return numbers == 0 ? profile : profile.withFirstLook(looks(in, tokens, numbers));
  }

  private static float[][] looks(ByteBuffer in, int tokens, int numbers) {
    if (numbers < 0 || (long) numbers * tokens * Float.BYTES > in.remaining()) {
      throw new IllegalArgumentException("a first look of " + numbers + " numbers a token");
    }
    float[][] looks = new float[tokens][numbers];
    for (float[] token : looks) {
      for (int number = 0; number < numbers; number++) {
        token[number] = in.getFloat();
      }
    }
    return looks;
  }
}
