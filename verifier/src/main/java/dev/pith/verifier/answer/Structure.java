package dev.pith.verifier.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A value made of values: a tuple, interval, set, union, matrix, ratio or bare list.
 *
 * @param kind what holds the parts together; parts of different kinds are not compared
 * @param parts the parts as text, at least one
 */
record Structure(Kind kind, List<String> parts) {

  private static final int MAX_PARTS = 32;
  private static final String BEGIN = "\\begin{";
  private static final String LEFT_ANGLE = "\\langle";
  private static final String RIGHT_ANGLE = "\\rangle";
  private static final Set<String> MATRICES = Set.of("pmatrix", "bmatrix", "matrix");

  /** What holds the parts together. */
  enum Kind {
    /** {@code (a,b)}: a tuple, a point or an open interval. */
    ROUND,
    /** {@code [a,b]}. */
    SQUARE,
    /** {@code (a,b]}. */
    ROUND_SQUARE,
    /** {@code [a,b)}. */
    SQUARE_ROUND,
    /** {@code \{a,b\}}. */
    SET,
    /** {@code \langle a,b\rangle}. */
    ANGLE,
    /** {@code A\cup B}. */
    UNION,
    /** The rows of a matrix. */
    MATRIX,
    /** The cells of a matrix row. */
    ROW,
    /** {@code a:b}. */
    RATIO,
    /** {@code a,b} or {@code a and b}, without brackets. */
    BARE
  }

  /** Refuses a structure without parts. */
  Structure {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a structure has at least one part");
    }
  }

  /** Returns the structure that the text in normal form denotes, or null when it is none. */
  static @Nullable Structure parse(String normal) {
    if (normal.startsWith(BEGIN)) {
      return matrix(normal);
    }
    List<String> cells = split(normal, "&");
    if (cells.size() > 1) {
      return of(Kind.ROW, cells);
    }
    List<String> union = split(normal, "\\cup");
    if (union.size() > 1) {
      return of(Kind.UNION, union);
    }
    List<String> items = split(normal.replace(",and ", ",").replace(" and ", ","), ",");
    if (items.size() > 1) {
      return of(Kind.BARE, items);
    }
    Kind kind = brackets(normal);
    if (kind == null) {
      List<String> ratio = split(normal, ":");
      return ratio.size() > 1 ? of(Kind.RATIO, ratio) : null;
    }
    List<String> parts = split(inside(normal, kind), ",");
    return parts.size() > 1 || kind == Kind.SET ? of(kind, parts) : null;
  }

  private static @Nullable Structure of(Kind kind, List<String> parts) {
    boolean usable = parts.size() <= MAX_PARTS && parts.stream().noneMatch(String::isBlank);
    return usable ? new Structure(kind, parts) : null;
  }

  private static @Nullable Structure matrix(String normal) {
    int open = normal.indexOf('}');
    int close = normal.lastIndexOf("\\end{");
    if (open < 0 || close < open || !MATRICES.contains(normal.substring(BEGIN.length(), open))) {
      return null;
    }
    String inner = normal.substring(open + 1, close);
    List<String> rows = split(inner, "\\\\");
    boolean emptyEnd = rows.size() > 1 && rows.get(rows.size() - 1).isEmpty();
    return inner.contains(BEGIN)
        ? null
        : of(Kind.MATRIX, emptyEnd ? rows.subList(0, rows.size() - 1) : rows);
  }

  private static String inside(String normal, Kind kind) {
    int open = 1;
    int close = 1;
    if (kind == Kind.ANGLE) {
      open = LEFT_ANGLE.length();
      close = RIGHT_ANGLE.length();
    } else if (kind == Kind.SET && normal.startsWith("\\")) {
      open = 2;
      close = 2;
    }
    return normal.substring(open, Math.max(open, normal.length() - close));
  }

  /** Returns the kind of the brackets that hold the whole text, or null when none do. */
  private static @Nullable Kind brackets(String text) {
    if (text.startsWith(LEFT_ANGLE) && text.endsWith(RIGHT_ANGLE)) {
      return Kind.ANGLE;
    }
    boolean escaped = text.startsWith("\\{") && text.endsWith("\\}");
    if (escaped || (text.startsWith("{") && text.endsWith("}"))) {
      return Kind.SET;
    }
    if (text.length() < 2 || !closesAtEnd(text)) {
      return null;
    }
    boolean roundOpen = text.charAt(0) == '(';
    boolean roundClose = text.endsWith(")");
    return roundOpen
        ? roundClose ? Kind.ROUND : Kind.ROUND_SQUARE
        : roundClose ? Kind.SQUARE_ROUND : Kind.SQUARE;
  }

  private static boolean closesAtEnd(String text) {
    if ("([".indexOf(text.charAt(0)) < 0) {
      return false;
    }
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      depth += step(text.charAt(i));
      if (depth == 0) {
        return i == text.length() - 1;
      }
    }
    return false;
  }

  /** Splits at a separator outside brackets. */
  private static List<String> split(String text, String separator) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      depth += step(text.charAt(i));
      if (depth == 0 && text.startsWith(separator, i)) {
        parts.add(text.substring(start, i).strip());
        start = i + separator.length();
        i = start - 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  private static int step(char c) {
    return "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
  }

  /**
   * Compares two structures part by part.
   *
   * @param compareParts compares two parts
   */
  Agreement compare(Structure other, BiFunction<String, String, Agreement> compareParts) {
    if (kind != other.kind) {
      return Agreement.UNDECIDED;
    }
    return switch (kind) {
      case SET, UNION -> unordered(other, compareParts);
      case BARE -> bare(other, compareParts);
      default -> ordered(other, compareParts);
    };
  }

  /** Whether order matters in a bare list, nobody knows. */
  private Agreement bare(Structure other, BiFunction<String, String, Agreement> compareParts) {
    Agreement inOrder = ordered(other, compareParts);
    return inOrder == Agreement.DIFFERENT && unordered(other, compareParts) != Agreement.DIFFERENT
        ? Agreement.UNDECIDED
        : inOrder;
  }

  private Agreement ordered(Structure other, BiFunction<String, String, Agreement> compareParts) {
    boolean sameSize = parts.size() == other.parts.size();
    Agreement all = sameSize ? Agreement.EQUAL : Agreement.DIFFERENT;
    for (int i = 0; i < Math.min(parts.size(), other.parts.size()); i++) {
      Agreement part = compareParts.apply(parts.get(i), other.parts.get(i));
      if (part == Agreement.DIFFERENT) {
        return part;
      }
      all = part == Agreement.UNDECIDED ? part : all;
    }
    return all;
  }

  /** Looks for a pairing of all parts: of equal ones, else of those that are not different. */
  private Agreement unordered(Structure other, BiFunction<String, String, Agreement> compareParts) {
    if (parts.size() != other.parts.size()) {
      return Agreement.DIFFERENT;
    }
    Agreement[][] pairs = new Agreement[parts.size()][parts.size()];
    for (int i = 0; i < parts.size(); i++) {
      for (int j = 0; j < parts.size(); j++) {
        pairs[i][j] = compareParts.apply(parts.get(i), other.parts.get(j));
      }
    }
    if (pairsAll(pairs, EnumSet.of(Agreement.EQUAL))) {
      return Agreement.EQUAL;
    }
    return pairsAll(pairs, EnumSet.of(Agreement.EQUAL, Agreement.UNDECIDED))
        ? Agreement.UNDECIDED
        : Agreement.DIFFERENT;
  }

  private static boolean pairsAll(Agreement[][] pairs, Set<Agreement> allowed) {
    int[] partner = new int[pairs.length];
    Arrays.fill(partner, -1);
    for (int i = 0; i < pairs.length; i++) {
      if (!pair(i, pairs, allowed, partner, new boolean[pairs.length])) {
        return false;
      }
    }
    return true;
  }

  /** Finds a partner for the part, moving others along an augmenting path if need be. */
  private static boolean pair(
      int part, Agreement[][] pairs, Set<Agreement> allowed, int[] partner, boolean[] tried) {
    for (int j = 0; j < partner.length; j++) {
      if (!tried[j] && allowed.contains(pairs[part][j])) {
        tried[j] = true;
        if (partner[j] < 0 || pair(partner[j], pairs, allowed, partner, tried)) {
          partner[j] = part;
          return true;
        }
      }
    }
    return false;
  }
}
