package dev.pith.ragcache.engine.token;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Texts on which tokenizers go wrong. */
final class AwkwardText {

  private static final List<String> FIXED =
      List.of(
          "",
          " ",
          "   \t \n\n  x",
          "x  \n  \r\n \n y",
          "it's IT'S we'Ve they'LL i'd 'tis 'ſ '",
          "1234567890 12.5e-3 ٣٤٥ ⅷ½²",
          "if (a[i]<=b){\n\t\treturn -1;\n\t}\n",
          "👩‍🌾👨‍👩‍👧‍👦 🇩🇪 ✊🏽 1️⃣",
          "磨坊主数了137遍,又数了一遍。",
          "がっこう ガッコウ 한국어 ไทย हिन्दी עִבְרִית",
          "e\u0301 \u00e9 \u1e9b\u0323",
          "a\u00a0b\u2003c\u3000d\u200be\ufefff\u0085g\u001ch",
          "\u0000\u0001\u007f\ufffd\uffff",
          "<|im_start|>user\nhi<|im_end|>\n<think>\nwell</think>ok",
          "<<think>><|im_start<|im_end|>|>",
          " <|im_end|> leading <think> and trailing ",
          "...!!!???---___***\n\n\n",
          "wait".repeat(50) + " " + "\n".repeat(40) + "9".repeat(17));

  /** Code points around which classes change, and those of which special tokens are made. */
  private static final int[] POOL = {
    ' ', ' ', '\n', '\r', '\t', '\'', 's', 't', 'e', 'h', 'w', 'A', 'É', 'é', '0', '1', '2', '٣',
    'ß', 'ж', '磨', '袋', 'ア', 0x1F33E, 0x200D, 0x1F469, 0xA0, 0x2003, 0x3000, '.', ',', '<', '|',
    '>', '_', '▁', 0x301, 0xFFFD, 0x10FFFF, 0x1D7D8, 0x20000
  };

  /** First and last of ranges that every Unicode since version 6 fills alike. */
  private static final int[][] RANGES = {
    {0x00, 0x24F},
    {0x300, 0x34E},
    {0x3B1, 0x3FF},
    {0x400, 0x481},
    {0x5D0, 0x5EA},
    {0x660, 0x669},
    {0x904, 0x939},
    {0x966, 0x96F},
    {0xE01, 0xE2E},
    {0x2000, 0x2027},
    {0x2150, 0x2188},
    {0x2190, 0x23F3},
    {0x3000, 0x30FF},
    {0x4E00, 0x9FA5},
    {0xAC00, 0xD7A3},
    {0xE000, 0xF8FF},
    {0xFE00, 0xFE0F},
    {0x1D400, 0x1D454},
    {0x1D7CE, 0x1D7FF},
    {0x1F300, 0x1F320},
    {0x20000, 0x2A6D6}
  };

  private AwkwardText() {}

  /** Returns the fixed texts and so many random ones, all well-formed. */
  static List<String> all(long seed, int random) {
    RandomGenerator generator = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<String> texts = new ArrayList<>(FIXED);
    for (int i = 0; i < random; i++) {
      texts.add(random(generator, generator.nextInt(60)));
    }
    return texts;
  }

  private static String random(RandomGenerator generator, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int[] range = RANGES[generator.nextInt(RANGES.length)];
      int any = generator.nextInt(range[0], range[1] + 1);
      text.appendCodePoint(generator.nextInt(4) == 0 ? any : POOL[generator.nextInt(POOL.length)]);
    }
    return text.toString();
  }
}
